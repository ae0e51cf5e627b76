using System.Diagnostics;
using System.Globalization;
using Marten;
using Npgsql;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Projections;

namespace Weft.Api.Coordination;

/// <summary>Which page of a list: the cursor of the page before, and how many rows at most.</summary>
public sealed record Asked(string? Cursor, int Limit)
{
    private const int Usual = 100;
    private const int Most = 1_000;

    /// <summary>The cursor of lists that go on by number; null for the first page or another list's cursor.</summary>
    public long? Number() => long.TryParse(Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string CursorOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static (Asked? Page, Rejection? Wrong) Of(HttpContext http, int usual = Usual)
    {
        var (cursor, limit) = (http.Request.Query["cursor"].ToString(), http.Request.Query["limit"].ToString());
        if (limit.Length > 0 && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given is < 1 or > Most))
        {
            return (null, Rejection.Because(Problems.BadValue, $"limit must be 1-{Most}.", ("field", "limit")));
        }

        return cursor.Length > 600
            ? (null, Rejection.Because(Problems.BadValue, "cursor is not one that a page named as its next.", ("field", "cursor")))
            : (new Asked(cursor.Length == 0 ? null : cursor, limit.Length == 0 ? usual : int.Parse(limit, CultureInfo.InvariantCulture)), null);
    }
}

/// <summary>How endpoints read: waits for the position that the caller asks for, then takes everything from one moment and says which.</summary>
public sealed class Reads(IDocumentStore store, NpgsqlDataSource database, Progress progress, Mailboxes workspaces, ReadMetrics metrics)
{
    private const double UsualSeconds = 5;
    private const double MostSeconds = 60;

    /// <param name="readModels">names of the read models that the answer is made of</param>
    /// <param name="read">null when there is no such thing, which <paramref name="unknown"/> says</param>
    public async Task<View<T>> OneAsync<T>(HttpContext http, string[] readModels, Rejection unknown, Func<Snapshot, CancellationToken, Task<T?>> read)
        where T : class
    {
        if (await NotReadyAsync(http, readModels) is { } problem)
        {
            return problem;
        }

        await using var moment = await Snapshot.OpenAsync(store, database, WorkspaceOf(http), readModels, http.RequestAborted);
        return await read(moment, http.RequestAborted) is { } found ? new View<T>(found, moment.Position) : unknown;
    }

    public async Task<View<Page<T>>> PageAsync<T>(HttpContext http, string[] readModels, Func<Snapshot, Asked, CancellationToken, Task<(IReadOnlyList<T> Items, string? Next)?>> read, Rejection? unknown = null)
    {
        var (asked, wrong) = Asked.Of(http);
        if (wrong is not null || (wrong = await NotReadyAsync(http, readModels)) is not null)
        {
            return wrong;
        }

        await using var moment = await Snapshot.OpenAsync(store, database, WorkspaceOf(http), readModels, http.RequestAborted);
        return await read(moment, asked!, http.RequestAborted) is { } page
            ? new View<Page<T>>(new(page.Items, page.Next, moment.Position), moment.Position)
            : unknown!;
    }

    /// <summary>Null when the workspace exists and the read models have come as far as was asked for.</summary>
    public async Task<Rejection?> NotReadyAsync(HttpContext http, string[] readModels)
    {
        var (waitFor, timeout) = (http.Request.Query["waitFor"].ToString(), http.Request.Query["timeout"].ToString());
        var (position, seconds) = (0L, UsualSeconds);
        if (waitFor.Length > 0 && !long.TryParse(waitFor, NumberStyles.None, CultureInfo.InvariantCulture, out position))
        {
            return Rejection.Because(Problems.BadValue, "waitFor must be a position, as a command's Weft-Position says it.", ("field", "waitFor"));
        }

        if (timeout.Length > 0 && (!double.TryParse(timeout, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) || seconds > MostSeconds))
        {
            return Rejection.Because(Problems.BadValue, $"timeout must be 0-{MostSeconds} seconds.", ("field", "timeout"));
        }

        if (!await workspaces.ExistsAsync(WorkspaceOf(http), http.RequestAborted))
        {
            return Mailboxes.UnknownWorkspace(WorkspaceOf(http));
        }

        return waitFor.Length == 0 ? null : await LateAsync(readModels, position, seconds, http.RequestAborted);
    }

    public static string WorkspaceOf(HttpContext http) => (string)http.GetRouteValue("workspace")!;

    private async Task<Rejection?> LateAsync(string[] readModels, long position, double seconds, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var reached = await progress.WaitAsync(readModels, position, TimeSpan.FromSeconds(seconds), cancellation);
        metrics.Waited(Stopwatch.GetElapsedTime(started), reached >= position);
        return reached >= position
            ? null
            : Rejection.Because(
                Problems.WaitTimedOut,
                string.Create(CultureInfo.InvariantCulture, $"After {seconds} seconds the read model stands at {reached}, not yet at {position}. Ask again; nothing was lost."),
                ("position", reached.ToString(CultureInfo.InvariantCulture)), ("waitFor", position.ToString(CultureInfo.InvariantCulture)));
    }
}
