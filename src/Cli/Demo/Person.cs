using Weft.Cli.Workflows;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Demo;

/// <summary>Stands in for the person who answers the demo's one conflict, through the same API that 'weft conflict resolve' uses.</summary>
public sealed class Person(WeftClient client, Action<string> say)
{
    public async Task LookAsync(HistoryEvent happened, CancellationToken cancellation)
    {
        if (happened.Type == "merge_conflicted" && happened.Text("conflictId") is { } id)
        {
            await AnswerAsync(id, happened.Position, cancellation);
        }
    }

    private async Task AnswerAsync(string id, long position, CancellationToken cancellation)
    {
        var conflict = await client.GetAsync<ConflictView>($"conflicts/{id}", position, TimeSpan.FromSeconds(20), cancellation);
        var answers = new List<ResolvedPath>();
        foreach (var file in conflict.Files)
        {
            var answer = DemoFolder.Answer(file.Path);
            if (!File.Exists(answer))
            {
                throw new FailedException($"{conflict.Task} conflicts in {file.Path}, for which the demo has no answer");
            }

            answers.Add(new ResolvedPath(file.Path, await client.PutBlobFileAsync(answer, cancellation)));
        }

        await client.ResolveConflictAsync(id, new ResolveConflictRequest(answers), cancellation: cancellation);
        var files = string.Join(", ", conflict.Files.Select(file => file.Path));
        say($"             {conflict.Task} and a branch merged before it changed the same line of {files}: the demo answers as a person would, through the API, keeping both");
    }
}
