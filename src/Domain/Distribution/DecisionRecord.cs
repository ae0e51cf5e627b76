using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>Decisions as they are written down, and read again.</summary>
public static class DecisionRecord
{
    /// <summary>As stored, every character escaped: no event becomes larger than 64 KB.</summary>
    private const int MaxPartBytes = 60_000;
    private const int CharBytes = 6;

    /// <summary>What a decision of today's chooser rests on: of what was learnt about an agent only what the tasks ask for.</summary>
    public static DecisionInputs Inputs(int policyVersion, ChoiceWeights weights, ChoiceRules rules, ImmutableArray<OpenTask> tasks, ImmutableArray<AgentState> agents, int? ordinary = null)
    {
        var families = tasks.Select(t => t.Family).ToHashSet(StringComparer.Ordinal);
        return new DecisionInputs(Distribute.Version, policyVersion, weights, tasks,
            [.. agents.Select(a => a.Baselines.IsEmpty ? a : a with { Baselines = [.. a.Baselines.Where(b => families.Contains(b.Family))] })])
        { Rules = rules, Ordinary = ordinary };
    }

    public static string Hash(DecisionInputs inputs) => InputsHash.Of(inputs);

    public static ImmutableArray<AssignmentDecided> Write(DecisionInputs inputs)
    {
        var hash = Hash(inputs);
        if (inputs.Tasks.Sum(Bytes) + inputs.Agents.Sum(Bytes) <= MaxPartBytes)
        {
            return [new AssignmentDecided(hash, 1, 1, inputs.Chooser, inputs.PolicyVersion, inputs.Weights, inputs.Tasks, inputs.Agents) { Rules = inputs.Rules, Ordinary = inputs.Ordinary }];
        }

        var parts = Cut(inputs.Tasks, Bytes).Select(t => (Tasks: t, Agents: ImmutableArray<AgentState>.Empty))
            .Concat(Cut(inputs.Agents, Bytes).Select(a => (Tasks: ImmutableArray<OpenTask>.Empty, Agents: a))).ToList();
        return [.. parts.Select((p, i) => new AssignmentDecided(
            hash, i + 1, parts.Count, inputs.Chooser, inputs.PolicyVersion, inputs.Weights, p.Tasks, p.Agents) { Rules = inputs.Rules, Ordinary = inputs.Ordinary })];
    }

    /// <summary>The inputs from the parts of one decision; null when parts are missing or the hash does not fit.</summary>
    public static DecisionInputs? Read(IEnumerable<AssignmentDecided> parts)
    {
        var all = parts.OrderBy(p => p.Part).ToList();
        if (all.Count == 0 || all.Count != all[0].Parts || all.Select(p => p.Decision).Distinct().Count() > 1)
        {
            return null;
        }

        var inputs = new DecisionInputs(
            all[0].Chooser, all[0].PolicyVersion, all[0].Weights, [.. all.SelectMany(p => p.Tasks)], [.. all.SelectMany(p => p.Agents)])
        { Rules = all[0].Rules, Ordinary = all[0].Ordinary };
        return Hash(inputs) == all[0].Decision ? inputs : null;
    }

    /// <summary>Decided again, by the chooser that decided then; null when nobody knows that one.</summary>
    public static ImmutableArray<Choice>? Again(DecisionInputs inputs) => Distribute.Known.Contains(inputs.Chooser) ? Distribute.Decide(inputs) : null;

    private static List<ImmutableArray<T>> Cut<T>(ImmutableArray<T> items, Func<T, int> size)
    {
        var (cuts, part, bytes) = (new List<ImmutableArray<T>>(), ImmutableArray.CreateBuilder<T>(), 0);
        foreach (var item in items)
        {
            var length = size(item);
            if (bytes + length > MaxPartBytes && part.Count > 0)
            {
                cuts.Add(part.ToImmutable());
                part.Clear();
                bytes = 0;
            }

            part.Add(item);
            bytes += length;
        }

        if (part.Count > 0)
        {
            cuts.Add(part.ToImmutable());
        }

        return cuts;
    }

    private static int Bytes(OpenTask t) =>
        400 + (CharBytes * (t.Workflow.Length + t.Task.Length + t.Family.Length)) + t.Skills.Sum(s => 60 + (CharBytes * s.Name.Length)) + t.Near.Sum(n => 4 + (CharBytes * n.Length))
        + (t.Owned ?? []).Sum(Bytes) + (t.Sliced ?? []).Sum(x => 40 + (CharBytes * (x.Agent.Length + x.Resource.Length))) + (t.Excluded ?? []).Sum(e => 40 + (CharBytes * (e.Agent.Length + e.Reason.Length)));

    private static int Bytes(OwnedResource o) => 80 + (CharBytes * (o.Resource.Length + o.Domain.Length)) + o.Roles.Concat(o.Agents).Sum(n => 4 + (CharBytes * n.Length));

    private static int Bytes(AgentState a) =>
        400 + (CharBytes * a.Id.Length) + a.Skills.Sum(s => 60 + (CharBytes * s.Name.Length)) + a.Baselines.Sum(b => 130 + (CharBytes * b.Family.Length))
        + (a.Roles ?? []).Concat(a.Training ?? []).Concat(a.Unreviewed ?? []).Sum(n => 4 + (CharBytes * n.Length))
        + (a.Practice ?? []).Sum(p => 40 + (CharBytes * p.Skill.Length));
}
