using System.Collections.Immutable;
using JasperFx.Events;
using Marten;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>What agents held or were offered before a moment of the past, from the events of the runs that were open then.</summary>
public static class PastHolds
{
    private const string Offered = "task_offered";

    private static readonly string[] Grants = [Offered, "task_assigned"];

    private static readonly string[] Ends =
    [
        "offer_lapsed", "task_released", "lease_expired", "task_submitted", "task_completed", "task_failed", "task_timed_out", "task_retried", "task_yielded", "merge_conflicted", "merge_refused",
    ];

    /// <summary>These end what they do not name.</summary>
    private static readonly string[] Sweeps = ["workflow_cancelled", "workflow_rolled_back", "tasks_set_back", "gate_timed_out", "gate_retried"];

    /// <summary>The last that was said of a task, when it is a grant to one of the agents; or a sweep.</summary>
    private sealed record Said(string Stream, long Version, string Type, DateTimeOffset At, string? Task, string? Agent, ImmutableArray<string> Practice)
    {
        public string RowId => TaskRow.IdOf(Stream[Streams.Workflow.Length..], Task ?? "");
    }

    /// <param name="before">what happened before this position counts</param>
    /// <param name="at">when that was</param>
    public static async Task<IReadOnlyList<Hold>> ReadAsync(Snapshot moment, long before, DateTimeOffset at, string[] agents, CancellationToken cancellation)
    {
        var said = await SaidAsync(moment, await RunsAsync(moment, before, at.AddMinutes(1), cancellation), before, agents, cancellation);
        var grants = said.Where(s => s.Task is not null).ToList();
        var tasks = (await moment.Session.LoadManyAsync<TaskRow>(cancellation, grants.Select(g => g.RowId))).ToDictionary(t => t.Id, StringComparer.Ordinal);
        var sweeps = await SweepsAsync(moment, said, grants, cancellation);
        return [.. grants.Where(g => !sweeps[g.Stream].Any(s => s.Version > g.Version && Ended(s.Data, g.Task!, tasks.GetValueOrDefault(g.RowId))))
            .Select(g => new Hold(g.Agent!, tasks.GetValueOrDefault(g.RowId)?.Kind ?? WorkKind.Work, g.Type == Offered ? DateTimeOffset.MaxValue : g.At, g.Practice))];
    }

    /// <summary>A run that ended before has nothing that is held; one that was planned later neither.</summary>
    /// <param name="latest">a little later than the position, since clocks differ</param>
    private static async Task<string[]> RunsAsync(Snapshot moment, long before, DateTimeOffset latest, CancellationToken cancellation)
    {
        var runs = await moment.Session.Query<WorkflowRow>().Where(w => (w.Active || w.Position >= before) && w.PlannedAt <= latest).Select(w => w.Id).ToListAsync(cancellation);
        return [.. runs.Select(id => Streams.Workflow + id)];
    }

    private static async Task<List<Said>> SaidAsync(Snapshot moment, string[] streams, long before, string[] agents, CancellationToken cancellation)
    {
        await using var command = moment.Command(
            $"""
            select * from (
                select distinct on (stream_id, coalesce(data ->> 'task', version::text)) stream_id, version, type, timestamp, data ->> 'task' as task, data ->> 'agent' as agent,
                    array(select jsonb_path_query(data, '$.why.practice[*].skill') #>> array[]::text[]) as practice
                from {moment.Events} where tenant_id = $1 and stream_id = any($2) and seq_id < $3 and type = any($4)
                order by stream_id, coalesce(data ->> 'task', version::text), version desc) said
            where (type = any($5) and agent = any($6)) or type = any($7)
            """, streams, before, (string[])[.. Grants, .. Ends, .. Sweeps], Grants, agents, Sweeps);
        var said = new List<Said>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            said.Add(new Said(rows.GetString(0), rows.GetInt64(1), rows.GetString(2), rows.GetFieldValue<DateTimeOffset>(3), rows.IsDBNull(4) ? null : rows.GetString(4), rows.IsDBNull(5) ? null : rows.GetString(5),
                [.. rows.GetFieldValue<string[]>(6)]));
        }

        return said;
    }

    /// <summary>Only those behind a grant are read.</summary>
    private static async Task<ILookup<string, IEvent>> SweepsAsync(Snapshot moment, List<Said> said, List<Said> grants, CancellationToken cancellation)
    {
        var first = grants.GroupBy(g => g.Stream, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Min(s => s.Version), StringComparer.Ordinal);
        var sweeps = new List<IEvent>();
        foreach (var sweep in said.Where(s => s.Task is null && first.TryGetValue(s.Stream, out var version) && s.Version > version))
        {
            sweeps.AddRange(await moment.Session.Events.FetchStreamAsync(sweep.Stream, version: sweep.Version, fromVersion: sweep.Version, token: cancellation));
        }

        return sweeps.ToLookup(e => e.StreamKey!, StringComparer.Ordinal);
    }

    private static bool Ended(object sweep, string task, TaskRow? row) => sweep switch
    {
        WorkflowCancelled => true,
        TasksSetBack e => Names(e.Tasks, task),
        WorkflowRolledBack e => Names(e.Tasks, task) || row?.Kind switch { null or WorkKind.Work => false, WorkKind.Check => e.Gates.Contains(row.Subject ?? ""), _ => true },
        GateTimedOut e => row?.Kind == WorkKind.Check && row.Subject == e.Gate,
        GateRetried e => row?.Kind == WorkKind.Check && row.Subject == e.Gate,
        _ => false,
    };

    private static bool Names(ImmutableArray<AttemptRef> tasks, string task) => tasks.Any(t => t.Task == task);
}
