using System.Collections.Immutable;
using System.Globalization;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>A task could start, and no agent has it: what keeps each from it, and what would have to be otherwise for the nearest one.</summary>
internal static class AgentWaits
{
    private const int Most = 20;

    public static IEnumerable<Wait> Of(PresentAgents present, InForce inForce, WorkflowRow run, TaskRow task, Ledger ledger, DateTimeOffset now)
    {
        var (agents, rules) = (present.States, inForce.Policy.RulesInForce());
        var open = SlowWaits.Keep(Elsewhere.Apply(AgentStates.Of(task, ledger, inForce.Effects), task.LostBy, task.LapsedAt, agents, rules, now), agents, inForce, rules);
        var reasons = agents.Select(a => (Agent: a.Id, Reason: Suitability.WhyNot(open, a, rules))).ToList();
        var able = reasons.Where(r => r.Reason is null).Select(r => r.Agent).ToList();
        IEnumerable<Wait> elsewhere = [.. Kept(open, task), .. Moved(inForce.Balance, open), .. SlowWaits.Of(inForce.Balance, open)];
        return able.Count > 0
            ? [.. elsewhere, run.Settings.Coordination == Coordination.Push ? NotOffered(able) : NotAsked(able)]
            : [.. elsewhere, .. OwnerWaits.Slices(open, ledger), .. OwnerWaits.Domains(open, agents, rules), .. BreakerWaits.Of(open, agents, present.Rows, rules), NobodyAble(present, open, reasons, rules)];
    }

    private static Wait NotAsked(List<string> able) => Wait.For(
        "not-asked", "Agents that could do it have a place but have not asked for work since it became ready.", ("agents", string.Join(' ', able.Take(Most)))) with
    {
        Changes = [new Change("asking", able[0], 0, 1, $"'{able[0]}' asks for work")],
    };

    /// <summary>Whoever it is offered to need not ask: only the next decision is to be waited for.</summary>
    private static Wait NotOffered(List<string> able) => Wait.For(
        "not-offered", "Agents that could do it have a place, asking or not: the next decision of the workspace offers it while its run is running.", ("agents", string.Join(' ', able.Take(Most))));

    /// <summary>Who has left may come again, but others are nearer.</summary>
    private static Wait NobodyAble(PresentAgents present, OpenTask open, List<(string Agent, string? Reason)> reasons, ChoiceRules rules)
    {
        var gone = present.Rows.Where(r => r.State!.Status is AgentStatus.Left or AgentStatus.Lost).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var nearest = Lacking.Nearest(open, present.States.Where(a => !gone.Contains(a.Id)), rules);
        ImmutableArray<Change> changes = nearest.IsEmpty
            ? [new Change("agent", null, 0, 1, $"an agent comes{(open.Skills.IsEmpty ? "" : $" with {string.Join(", ", open.Skills.Select(Asked))}")}")]
            : [.. nearest.Select(f => new Change(f.What, f.Agent, f.From, f.To, LackingText.Of(f, present, open)))];
        var detail = present.Rows.IsEmpty ? "There is no agent." : "No agent can take it now.";
        return Wait.For("nobody-able", $"{detail} It could run if {string.Join(", and ", changes.Select(c => c.Text))}.",
            [.. reasons.GroupBy(r => r.Reason!, StringComparer.Ordinal).Select(g => (g.Key, string.Join(' ', g.Select(r => r.Agent).Take(Most))))]) with
        { Changes = changes };
    }

    private static string Asked(SkillRequirement skill) => string.Create(CultureInfo.InvariantCulture, $"'{skill.Name}'{(skill.MinLevel > 0 ? $" at {skill.MinLevel}" : "")}");

    private static IEnumerable<Wait> Kept(OpenTask open, TaskRow task)
    {
        var kept = (open.Excluded ?? []).Where(e => e.Reason == Elsewhere.Reason).Select(e => e.Agent).ToList();
        return kept.Count == 0 ? [] : [Wait.For(
            "kept-for-others", "An attempt failed, ran out of time or lost its lease there, or an offer lapsed. Until then it is kept for others, of whom at least one is able, with or without a free place.",
            ("agents", string.Join(' ', kept)), ("until", Deadline.KeptUntil(open.ReadyAt, task.LapsedAt).ToString("O", CultureInfo.InvariantCulture)))];
    }

    private static IEnumerable<Wait> Moved(BalanceState balance, OpenTask open) => balance.MoveOf(open.Workflow, open.Task) is not { } moved ? [] : [Wait.For(
        Match.Moved, string.Create(CultureInfo.InvariantCulture, $"Balancing moved it away from '{moved.From}' and keeps it from there until {moved.Trigger} is cleared, at most {balance.WindowsLeft(moved)} windows more."),
        ("agents", moved.From), ("trigger", moved.Trigger), ("windows", balance.WindowsLeft(moved).ToString(CultureInfo.InvariantCulture)))];
}
