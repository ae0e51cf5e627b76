using System.Collections.Immutable;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Simulation;

/// <summary>Something that would never have ended, and what is in its way.</summary>
/// <param name="Code">as of a task that waits: nobody-able (with the reason of each agent), needs-task, needs-gate, workflow-not-running, workflow-at-limit, task-failed, conflict-open; not-done: somebody had it</param>
/// <param name="Tasks">the first of them by name</param>
/// <param name="TaskCount">how many there are in all</param>
/// <param name="Changes">the least that would let one of them run, all together, where it is about agents</param>
public sealed record Stuck(string Code, ImmutableArray<string> Tasks, int TaskCount, ImmutableSortedDictionary<string, string> Facts, ImmutableArray<Flip> Changes)
{
    private const int MostTold = 50;
    private const int MostNames = 20;

    /// <summary>Of a run as it stood when nothing happened any more: what stands for itself first, then what waits for that.</summary>
    public static ImmutableArray<Stuck> Of(Workflow run, Board board, ChoiceRules rules, DateTimeOffset now)
    {
        var open = run.Items.Values.Where(i => i.IsOpen || i.Status == WorkStatus.Failed).OrderBy(i => i.Name, StringComparer.Ordinal).ToList();
        var agents = board.Agents.Keys.Order(StringComparer.Ordinal).Select(a => board.StateOf(a)).OfType<AgentState>().ToImmutableArray();
        var whys = open.Select(i => (Item: i, Why: WhyOf(run, i, board, agents, rules, now))).ToList();
        ImmutableArray<Stuck> ofRun = run.Status == WorkflowStatus.Running ? []
            : [new Stuck("workflow-not-running", Names(open), open.Count, Told(("status", run.Status.ToString())), [])];
        return [.. ofRun, .. whys.GroupBy(t => (t.Why.Code, string.Join('\n', t.Why.Facts.Select(f => $"{f.Key}={f.Value}"))))
            .OrderBy(g => g.Key.Code.StartsWith("needs-", StringComparison.Ordinal)).ThenByDescending(g => g.Count()).ThenBy(g => g.First().Item.Name, StringComparer.Ordinal).Take(MostTold)
            .Select(g => new Stuck(g.Key.Code, Names(g.Select(t => t.Item)), g.Count(), g.First().Why.Facts, g.First().Why.Changes))];
    }

    private static (string Code, ImmutableSortedDictionary<string, string> Facts, ImmutableArray<Flip> Changes) WhyOf(
        Workflow run, WorkItem item, Board board, ImmutableArray<AgentState> agents, ChoiceRules rules, DateTimeOffset now) => item.Status switch
        {
            WorkStatus.Failed => ("task-failed", Told(("failures", item.Failures.ToString(System.Globalization.CultureInfo.InvariantCulture))), []),
            WorkStatus.Conflicted => ("conflict-open", Told(("conflict", item.ConflictId ?? "")), []),
            WorkStatus.Waiting => Needs(run, item),
            WorkStatus.Ready when item.TakesPlace && !run.AcceptsClaims && run.Status == WorkflowStatus.Running => ("workflow-at-limit", Told(), []),
            WorkStatus.Ready => NobodyAble(board.OpenOf(run.Id, item, rules, now), agents, rules),
            _ => ("not-done", Told(("status", item.Status.ToString()), ("holder", item.Lease?.Agent ?? item.OfferedTo ?? "")), []),
        };

    private static (string, ImmutableSortedDictionary<string, string>, ImmutableArray<Flip>) Needs(Workflow run, WorkItem item)
    {
        var gate = item.Definition.Needs.FirstOrDefault(n => run.Gates.ContainsKey(n) && !run.IsDone(n));
        return gate is not null ? ("needs-gate", Told(("gate", gate), ("status", run.Gates[gate].Status.ToString())), [])
            : ("needs-task", Told(("tasks", string.Join(' ', item.Definition.Needs.Where(n => !run.IsDone(n)).Order(StringComparer.Ordinal).Take(MostNames)))), []);
    }

    private static (string, ImmutableSortedDictionary<string, string>, ImmutableArray<Flip>) NobodyAble(OpenTask open, ImmutableArray<AgentState> agents, ChoiceRules rules)
    {
        var reasons = agents.Select(a => (a.Id, Reason: Suitability.WhyNot(open, a, rules) ?? "able")).GroupBy(r => r.Reason, StringComparer.Ordinal);
        return ("nobody-able", Told([.. reasons.Select(g => (g.Key, string.Join(' ', g.Select(r => r.Id).Take(MostNames)))), ("skills", string.Join(' ', open.Skills.Select(s => s.Name)))]),
            Lacking.Nearest(open, agents, rules));
    }

    private static ImmutableArray<string> Names(IEnumerable<WorkItem> items) => [.. items.Select(i => i.Name).Take(MostNames)];

    private static ImmutableSortedDictionary<string, string> Told(params ReadOnlySpan<(string Key, string Value)> facts)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in facts)
        {
            map[key] = value;
        }

        return map.ToImmutable();
    }
}
