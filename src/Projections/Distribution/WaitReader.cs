using System.Collections.Immutable;
using System.Globalization;
using Marten;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>One thing that keeps a task from running.</summary>
public sealed record Wait(string Code, string Detail, ImmutableSortedDictionary<string, string> Facts)
{
    public static Wait For(string code, string detail, params ReadOnlySpan<(string Key, string Value)> facts)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in facts)
        {
            map[key] = value;
        }

        return new Wait(code, detail, map.ToImmutable());
    }
}

/// <summary>Why a task is not running now: its needs, its run, its agents.</summary>
public static class WaitReader
{
    /// <param name="now">when it is asked</param>
    public static async Task<ImmutableArray<Wait>> ReadAsync(Snapshot moment, InForce inForce, WorkflowRow run, TaskRow task, Ledger ledger, DateTimeOffset now, CancellationToken cancellation)
    {
        var waits = ImmutableArray.CreateBuilder<Wait>();
        if (task.IsOpen && run.Status != WorkflowStatus.Running)
        {
            waits.Add(Wait.For("workflow-not-running", $"Workflow '{run.Name}' is {run.Status}.", ("status", run.Status.ToString())));
        }

        switch (task.Status)
        {
            case WorkStatus.Waiting:
                waits.AddRange(await NeedsAsync(moment, task, cancellation));
                break;
            case WorkStatus.Deferred:
                waits.Add(Wait.For("retry-later", "An attempt failed; the next one waits.", ("notBefore", task.NotBefore?.ToString("O", CultureInfo.InvariantCulture) ?? "")));
                break;
            case WorkStatus.Offered:
                waits.Add(Wait.For("offered", $"It is offered to '{task.OfferedTo}', which has not taken it yet.", ("agent", task.OfferedTo ?? "")));
                break;
            case WorkStatus.Conflicted:
                waits.Add(Wait.For("conflict-open", "Its branch conflicts with what was merged; an answer is awaited.", ("conflict", task.ConflictId ?? "")));
                break;
            case WorkStatus.Ready:
                waits.AddRange(await AgentsAsync(moment, inForce, run, task, ledger, now, cancellation));
                break;
        }

        return waits.ToImmutable();
    }

    private static async Task<IEnumerable<Wait>> NeedsAsync(Snapshot moment, TaskRow task, CancellationToken cancellation)
    {
        var ids = task.Needs.Select(n => TaskRow.IdOf(task.Workflow, n)).ToArray();
        var tasks = (await moment.Session.LoadManyAsync<TaskRow>(cancellation, ids)).Where(t => t.Status != WorkStatus.Completed)
            .Select(t => Wait.For("needs-task", $"It needs '{t.Task}', which is {t.Status}{(t.Holder is null ? "" : $" and held by '{t.Holder}'")}.",
                ("task", t.Task), ("status", t.Status.ToString()), ("holder", t.Holder ?? "")));
        var gates = (await moment.Session.LoadManyAsync<GateRow>(cancellation, ids)).Where(g => g.Status != GateStatus.Passed)
            .Select(g => Wait.For("needs-gate", $"It needs gate '{g.Gate}', which is {g.Status}.", ("gate", g.Gate), ("status", g.Status.ToString())));
        return tasks.Concat(gates);
    }

    /// <summary>It could start: then it is the limit of its run, or the agents.</summary>
    private static async Task<IEnumerable<Wait>> AgentsAsync(Snapshot moment, InForce inForce, WorkflowRow run, TaskRow task, Ledger ledger, DateTimeOffset now, CancellationToken cancellation)
    {
        var held = run.Tasks.Assigned + run.Tasks.Started + run.Tasks.Offered;
        if (task.Kind == WorkKind.Work && held >= run.Settings.ParallelAgents)
        {
            return [Wait.For("workflow-at-limit", string.Create(CultureInfo.InvariantCulture,
                $"Workflow '{run.Name}' allows {run.Settings.ParallelAgents} tasks at once, and as many are held or offered."))];
        }

        var (rules, effects) = (inForce.Policy.RulesInForce(), inForce.Effects);
        var rows = await moment.Session.Query<AgentRow>().ToListAsync(cancellation);
        var ordinary = AgentStates.Ordinary(rows, effects);
        var agents = rows.Select(r => AgentStates.Of(r, effects, ordinary)).OfType<AgentState>().OrderBy(a => a.Id, StringComparer.Ordinal).ToList();
        var open = Elsewhere.Apply(AgentStates.Of(task, ledger, effects), task.LostBy, agents, rules, now);
        var reasons = agents.Select(a => (Agent: a.Id, Reason: Suitability.WhyNot(open, a, rules))).ToList();
        var able = reasons.Where(r => r.Reason is null).Select(r => r.Agent).ToList();
        IEnumerable<Wait> elsewhere = [.. Kept(open), .. Moved(inForce.Balance, open)];
        return able.Count > 0
            ? [.. elsewhere, Wait.For("not-asked", "Agents that could do it have a place but have not asked for work since it became ready.", ("agents", string.Join(' ', able.Take(20))))]
            : [.. elsewhere, .. BreakerWaits.Of(open, agents, rows, rules), Wait.For("nobody-able", agents.Count == 0 ? "There is no agent." : "No agent can take it now.",
                [.. reasons.GroupBy(r => r.Reason!, StringComparer.Ordinal).Select(g => (g.Key, string.Join(' ', g.Select(r => r.Agent).Take(20))))])];
    }

    private static IEnumerable<Wait> Kept(OpenTask open)
    {
        var kept = (open.Excluded ?? []).Where(e => e.Reason == Elsewhere.Reason).Select(e => e.Agent).ToList();
        return kept.Count == 0 ? [] : [Wait.For(
            "kept-for-others", "An attempt failed, ran out of time or lost its lease there. Until then it is kept for others, of whom at least one is able, with or without a free place.",
            ("agents", string.Join(' ', kept)), ("until", open.ReadyAt.Add(Deadline.KeptForOthers).ToString("O", CultureInfo.InvariantCulture)))];
    }

    private static IEnumerable<Wait> Moved(BalanceState balance, OpenTask open) => balance.MoveOf(open.Workflow, open.Task) is not { } moved ? [] : [Wait.For(
        Match.Moved, string.Create(CultureInfo.InvariantCulture, $"Balancing moved it away from '{moved.From}' and keeps it from there until {moved.Trigger} is cleared, at most {balance.WindowsLeft(moved)} windows more."),
        ("agents", moved.From), ("trigger", moved.Trigger), ("windows", balance.WindowsLeft(moved).ToString(CultureInfo.InvariantCulture)))];
}
