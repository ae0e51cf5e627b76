using Weft.Client;
using Weft.Contracts;

namespace Weft.Benchmarks.Faults;

/// <summary>A client that sends each command with a key, again with the same one while it is not answered, and writes down what it was told.</summary>
internal sealed class RecordingClient(WeftClient client, string agent, Recorder recorder)
{
    private const int MostRepeats = 100;

    public async Task<string?> CreateAsync(string template, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var answer = await SendAsync(CommandKind.CreateWorkflow, [new TaskRef(id, "", 0)], options => client.CreateWorkflowAsync(new CreateWorkflowRequest(template, Id: id), options, cancellation));
        return answer?.Id;
    }

    public async Task<IReadOnlyList<ClaimedTask>> ClaimAsync(int max, double waitSeconds, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            CommandKind.Claim, [], options => client.ClaimAsync(agent, new ClaimRequest(max, waitSeconds), options, cancellation), claimed => [.. claimed.Tasks.Select(Ref)]);
        return answer?.Tasks ?? [];
    }

    public Task StartAsync(ClaimedTask task, CancellationToken cancellation) => SendAsync(
        CommandKind.Start, [Ref(task)], options => client.StartTaskAsync(task.Workflow, task.Task, new HoldRequest(agent, task.Token), options, cancellation));

    public Task ReleaseAsync(ClaimedTask task, CancellationToken cancellation) => SendAsync(
        CommandKind.Release, [Ref(task)], options => client.ReleaseTaskAsync(task.Workflow, task.Task, new ReleaseRequest(agent, task.Token, null), options, cancellation));

    /// <param name="key">given to be sent twice</param>
    public Task SubmitAsync(ClaimedTask task, CancellationToken cancellation, string? key = null) => SendAsync(
        CommandKind.Submit, [Ref(task)], options => client.SubmitTaskAsync(task.Workflow, task.Task, Result(task), options, cancellation), key: key);

    /// <summary>All in one request. Items that the server could not decide are sent again with it: those that it did decide have their receipts.</summary>
    public async Task SubmitAsync(IReadOnlyList<ClaimedTask> tasks, CancellationToken cancellation)
    {
        var key = Guid.CreateVersion7().ToString("N");
        SubmitManyAnswer? answer = null;
        try
        {
            var request = new SubmitManyRequest([.. tasks.Select(task => new SubmitItem(task.Workflow, task.Task, Result(task)))]);
            for (var sent = 0; answer is null || (sent < MostRepeats && answer.Items.Any(item => IsUndecided(item.Problem?.Status))); sent++)
            {
                answer = await client.SubmitManyAsync(request, new CallOptions(key), cancellation);
            }
        }
        catch (Exception unheard) when (IsUnheard(unheard))
        {
            // Written down as such below.
        }

        for (var i = 0; i < tasks.Count; i++)
        {
            var item = answer?.Items[i];
            var told = item?.Answer is not null ? Told.Accepted : item?.Problem is null || IsUndecided(item.Problem.Status) ? Told.Nothing : Told.Refused;
            recorder.Add(new ToldCommand(CommandKind.Submit, agent, FormattableString.Invariant($"{key}/{i}"), told, item?.Problem?.Type, client.Position, [Ref(tasks[i])]));
        }
    }

    private async Task<T?> SendAsync<T>(
        CommandKind kind, IReadOnlyList<TaskRef> about, Func<CallOptions, Task<T>> send, Func<T, IReadOnlyList<TaskRef>>? granted = null, string? key = null)
        where T : class
    {
        key ??= Guid.CreateVersion7().ToString("N");
        try
        {
            var answer = await send(new CallOptions(key));
            recorder.Add(new ToldCommand(kind, agent, key, Told.Accepted, null, client.Position, granted?.Invoke(answer) ?? about));
            return answer;
        }
        catch (WeftProblemException refused) when (!IsUndecided(refused.Status))
        {
            recorder.Add(new ToldCommand(kind, agent, key, Told.Refused, refused.Code, client.Position, about));
        }
        catch (Exception unheard) when (IsUnheard(unheard))
        {
            recorder.Add(new ToldCommand(kind, agent, key, Told.Nothing, null, client.Position, about));
        }

        return null;
    }

    private SubmitRequest Result(ClaimedTask task) => new(agent, task.Token, null, null);

    private static TaskRef Ref(ClaimedTask task) => new(task.Workflow, task.Task, task.Token);

    private static bool IsUnheard(Exception error) => error is WeftProblemException or OperationCanceledException || LostConnection.Is(error);

    private static bool IsUndecided(int? status) => status is 429 or >= 500;
}
