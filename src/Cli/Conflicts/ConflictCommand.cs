using System.CommandLine;
using System.Text;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Conflicts;

/// <summary><c>weft conflict</c>: the places that two branches changed, and a person's answer.</summary>
public static class ConflictCommand
{
    private static readonly Option<bool> AllOfThem = new("--all") { Description = "answered ones too" };
    private static readonly Argument<string> Id = new("id") { Description = "the conflict's id, as 'weft conflict list' shows it" };
    private static readonly Argument<string> ShownId = new("id") { Description = "the conflict's id, as 'weft conflict list' shows it" };

    private static readonly Option<string[]> Use = new("--use")
    {
        Description = "ours, theirs, delete, or a file with the answer, for a path: --use src/a.cs=theirs --use src/b.cs=/tmp/b.cs. Without a path it is for all: --use ours",
        Required = true,
    };

    public static Command Create()
    {
        var list = new Command("list", "List the conflicts that wait for an answer.").WithClient().With(AllOfThem, SettingsOptions.Json);
        list.SetAction((parsed, cancellation) => ListAsync(parsed, cancellation));
        var show = new Command("show", "Show a conflict with its markers.") { ShownId };
        show.WithClient().With(SettingsOptions.Json).SetAction((parsed, cancellation) => ShowAsync(parsed, cancellation));
        var resolve = new Command("resolve", "Answer a conflict; the merge is done again with the answer.") { Id };
        resolve.WithClient().With(Use, SettingsOptions.Json).SetAction((parsed, cancellation) => ResolveAsync(parsed, cancellation));
        return new Command("conflict", "Look at merge conflicts and answer them.") { list, show, resolve };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var path = parsed.GetValue(AllOfThem) ? "conflicts" : "conflicts?open=true";
        var conflicts = await Listing.AllAsync<ConflictView>(connection.For(settings.Workspace), path, cancellation);
        parsed.Screen().Result(conflicts);
        foreach (var conflict in conflicts)
        {
            parsed.Screen().Line($"{conflict.Id}  {conflict.Status,-9} {conflict.Task} against {string.Join(", ", conflict.With)}: {string.Join(", ", conflict.Files.Select(file => file.Path))}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var client = connection.For(settings.Workspace);
        var conflict = await client.GetAsync<ConflictView>($"conflicts/{parsed.GetRequiredValue(ShownId)}", cancellation: cancellation);
        parsed.Screen().Result(conflict);
        parsed.Screen().Line($"{conflict.Task} (theirs) against {string.Join(", ", conflict.With)} (ours): {conflict.Status}");
        foreach (var file in conflict.Files)
        {
            parsed.Screen().Line($"--- {file.Path} ({file.Kind})");
            if (file.Marked is { } marked && !parsed.Screen().IsJson)
            {
                parsed.Screen().Line(Encoding.UTF8.GetString(await client.GetBlobAsync(marked, cancellation)));
            }
        }

        return ExitCode.Done;
    }

    private static async Task<int> ResolveAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var client = connection.For(settings.Workspace);
        var conflict = await client.GetAsync<ConflictView>($"conflicts/{parsed.GetRequiredValue(Id)}", cancellation: cancellation);
        var answers = new List<ResolvedPath>();
        foreach (var file in conflict.Files)
        {
            answers.Add(await AnswerAsync(client, file, Choice(parsed.GetRequiredValue(Use), file.Path), cancellation));
        }

        var answer = await client.ResolveConflictAsync(conflict.Id, new ResolveConflictRequest(answers), cancellation: cancellation);
        parsed.Screen().Result(answer);
        parsed.Screen().Line($"{answer.Id} is {answer.Status}");
        return ExitCode.Done;
    }

    private static string Choice(string[] choices, string path) =>
        choices.Where(choice => choice.StartsWith($"{path}=", StringComparison.Ordinal)).Select(choice => choice[(path.Length + 1)..]).FirstOrDefault()
        ?? choices.FirstOrDefault(choice => !choice.Contains('=', StringComparison.Ordinal))
        ?? throw new WrongUsageException($"say what {path} shall be: --use {path}=ours, theirs, delete or a file");

    private static async Task<ResolvedPath> AnswerAsync(WeftClient client, ConflictFile file, string choice, CancellationToken cancellation) => choice switch
    {
        "ours" => new ResolvedPath(file.Path, file.Ours),
        "theirs" => new ResolvedPath(file.Path, file.Theirs),
        "delete" => new ResolvedPath(file.Path, null),
        _ when File.Exists(choice) => new ResolvedPath(file.Path, await client.PutBlobFileAsync(choice, cancellation)),
        _ => throw new WrongUsageException($"there is no file {choice}"),
    };
}
