using System.Diagnostics;
using System.Globalization;
using Marten;
using Npgsql;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.History;
using Weft.Contracts;
using Weft.Domain;
using Weft.Projections;

namespace Weft.Api.Coordination;

/// <summary>How endpoints read: waits for the position that the caller asks for, then takes everything from one moment and says which.</summary>
public sealed class Reads(IDocumentStore store, NpgsqlDataSource database, Progress progress, HighWater water, Mailboxes workspaces, CommitSignal commits, ReadMetrics metrics, IStreamReader streams)
{
    /// <param name="readModels">names of the read models that the answer is made of</param>
    /// <param name="read">null when there is no such thing, which <paramref name="unknown"/> says</param>
    public async Task<View<T>> OneAsync<T>(HttpContext http, string[] readModels, Rejection unknown, Func<Snapshot, CancellationToken, Task<T?>> read)
        where T : class
    {
        if (await NotReadyAsync(http, readModels) is { } problem)
        {
            return problem;
        }

        return await FindAsync() ?? (await NotThereAsync(http, readModels, unknown) is { } notThere ? notThere : await FindAsync() ?? unknown);

        async Task<View<T>?> FindAsync()
        {
            await using var moment = await Snapshot.OpenAsync(store, database, WorkspaceOf(http), readModels, http.RequestAborted);
            return Rebuilding(moment.Progress, readModels) is { } rebuilding ? rebuilding
                : await read(moment, http.RequestAborted) is { } found ? new View<T>(found, moment.Position) : null;
        }
    }

    public async Task<View<Page<T>>> PageAsync<T>(HttpContext http, string[] readModels, Func<Snapshot, Asked, CancellationToken, Task<(IReadOnlyList<T> Items, string? Next)?>> read, Rejection? unknown = null)
    {
        var (asked, wrong) = Asked.Of(http);
        if (wrong is not null || (wrong = await NotReadyAsync(http, readModels)) is not null)
        {
            return wrong;
        }

        return await FindAsync() ?? (await NotThereAsync(http, readModels, unknown!) is { } notThere ? notThere : await FindAsync() ?? unknown!);

        async Task<View<Page<T>>?> FindAsync()
        {
            await using var moment = await Snapshot.OpenAsync(store, database, WorkspaceOf(http), readModels, http.RequestAborted);
            return Rebuilding(moment.Progress, readModels) is { } rebuilding ? rebuilding
                : await read(moment, asked!, http.RequestAborted) is { } page ? new View<Page<T>>(new(page.Items, asked!.Next(page.Next), moment.Position), moment.Position) : null;
        }
    }

    /// <summary>A run that was just made is in its stream before it is in the read models: then they are waited for, and null says that it is worth looking again.</summary>
    private async Task<Rejection?> NotThereAsync(HttpContext http, string[] readModels, Rejection unknown)
    {
        if (!unknown.Facts.TryGetValue("workflow", out var id) || await streams.PositionAsync(WorkspaceOf(http), Streams.Workflow.Key(id), http.RequestAborted) is not { } made)
        {
            return unknown;
        }

        var patience = Patience.Of(http).Patience! with { Position = made };
        return (await LateAsync(patience, t => progress.WaitAsync(readModels, patience.Position, t, http.RequestAborted))).Late;
    }

    /// <summary>Null when the workspace exists and the read models have come as far as was asked for.</summary>
    public async Task<Rejection?> NotReadyAsync(HttpContext http, string[] readModels)
    {
        var (patience, problem) = await BeginAsync(http);
        if (problem is not null || patience!.Position == 0)
        {
            return problem;
        }

        var (_, late) = await LateAsync(patience, t => progress.WaitAsync(readModels, patience.Position, t, http.RequestAborted));
        return late is null ? null : Rebuilding(await progress.ReadAsync(http.RequestAborted), readModels) ?? late;
    }

    /// <summary>For what is read from events themselves: the position up to which nothing can appear any more, once it is as far as was asked for.</summary>
    /// <param name="atLeast">what is read lies there</param>
    public async Task<(long UpTo, Rejection? Problem)> EventsAsync(HttpContext http, long atLeast = 0)
    {
        var (patience, problem) = await BeginAsync(http);
        if (problem is not null)
        {
            return (0, problem);
        }

        patience = patience! with { Position = Math.Max(patience.Position, atLeast) };
        return await LateAsync(patience, t => water.WaitAsync(patience.Position, t, http.RequestAborted));
    }

    /// <summary>Half of the rows would be a wrong answer that looks like a right one.</summary>
    private static Rejection? Rebuilding(IReadOnlyDictionary<string, long> reached, string[] readModels) => OutdatedRows.Rebuilding(reached, readModels) is not { } readModel ? null : Rejection.Because(
        Problems.Rebuilding, FormattableString.Invariant(
            $"The read model '{readModel}' is made anew after an upgrade and stands at {reached.GetValueOrDefault(readModel)} of {OutdatedRows.PositionBefore(reached, readModel)}. Ask again; commands are taken meanwhile."),
        ("readModel", readModel), ("position", reached.GetValueOrDefault(readModel).ToString(CultureInfo.InvariantCulture)),
        ("upTo", OutdatedRows.PositionBefore(reached, readModel).ToString(CultureInfo.InvariantCulture)));

    public static string WorkspaceOf(HttpContext http) => (string)http.GetRouteValue("workspace")!;

    private async Task<(Patience? Patience, Rejection? Problem)> BeginAsync(HttpContext http)
    {
        var (patience, wrong) = Patience.Of(http);
        return (patience, wrong ?? (await workspaces.ExistsAsync(WorkspaceOf(http), http.RequestAborted) ? null : Mailboxes.UnknownWorkspace(WorkspaceOf(http))));
    }

    private async Task<(long Reached, Rejection? Late)> LateAsync(Patience patience, Func<TimeSpan, Task<long>> wait)
    {
        var (started, waiting) = (Stopwatch.GetTimestamp(), wait(TimeSpan.FromSeconds(patience.Seconds)));
        var reached = await (patience.Position > 0 ? commits.HurryAsync(waiting) : waiting);
        if (patience.Position > 0)
        {
            metrics.Waited(Stopwatch.GetElapsedTime(started), reached >= patience.Position);
        }

        return (reached, reached >= patience.Position ? null : patience.Ended(reached));
    }
}
