using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>A task that could start now.</summary>
public sealed record ReadyTask(string Workflow, string Task, WorkKind Kind, ImmutableArray<SkillRequirement> Skills, int Priority, double TailSeconds, DateTimeOffset ReadyAt);

/// <summary>An agent that could take work now.</summary>
/// <param name="Free">free places for work and checks; merges and reverts have a lane of one place</param>
/// <param name="MergeFree">whether its merge lane is free</param>
public sealed record Candidate(Agent Agent, int Free, bool MergeFree);

public sealed record Assignment(ReadyTask Task, string Agent, AssignmentReason Why);

/// <summary>Who gets what: analyse (required skills), match (with a reason for everyone left out), load (free places), choose.
/// The one place where tasks meet agents.</summary>
public static class Choose
{
    public const string Version = "greedy-1";

    public static ImmutableArray<Assignment> Decide(IEnumerable<ReadyTask> ready, IEnumerable<Candidate> candidates, double loadWeight)
    {
        var free = candidates.OrderBy(c => c.Agent.Id, StringComparer.Ordinal).ToList();
        var chosen = ImmutableArray.CreateBuilder<Assignment>();
        foreach (var task in ready.Order(Urgency.Order))
        {
            if (free.Count == 0)
            {
                break;
            }

            if (Best(task, free, loadWeight) is { } assignment)
            {
                chosen.Add(assignment);
                Take(free, assignment);
            }
        }

        return chosen.ToImmutable();
    }

    private static Assignment? Best(ReadyTask task, List<Candidate> candidates, double loadWeight)
    {
        var leftOut = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        (Candidate Who, double Score)? best = null, second = null;
        var able = 0;
        foreach (var candidate in candidates)
        {
            if (Match.WhyNot(task, candidate) is { } reason)
            {
                leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
                continue;
            }

            able++;
            var scored = (candidate, Score(task, candidate, loadWeight));
            if (best is null || scored.Item2 > best.Value.Score)
            {
                (best, second) = (scored, best);
            }
            else if (second is null || scored.Item2 > second.Value.Score)
            {
                second = scored;
            }
        }

        return best is not { } winner ? null : new Assignment(task, winner.Who.Agent.Id, new AssignmentReason(
            Version, winner.Score, second?.Who.Agent.Id, second?.Score, able, leftOut.ToImmutable()));
    }

    /// <summary>Fit is the level in what is asked, and focus: a specialist goes before a generalist who can do other work too.</summary>
    private static double Score(ReadyTask task, Candidate candidate, double loadWeight)
    {
        var agent = candidate.Agent;
        var level = task.Skills.IsEmpty ? 1 : task.Skills.Average(s => agent.Level(s.Name));
        var focus = agent.Profile.Skills.IsEmpty ? 1 : Math.Min(1, (double)Math.Max(1, task.Skills.Length) / agent.Profile.Skills.Length);
        var load = (double)candidate.Free / agent.Profile.Capacity;
        return Math.Round(((1 - loadWeight) * ((0.7 * level) + (0.3 * focus))) + (loadWeight * load), 6);
    }

    private static void Take(List<Candidate> free, Assignment assignment)
    {
        var at = free.FindIndex(c => c.Agent.Id == assignment.Agent);
        var taken = Match.InMergeLane(assignment.Task) ? free[at] with { MergeFree = false } : free[at] with { Free = free[at].Free - 1 };
        if (taken is { Free: <= 0, MergeFree: false })
        {
            free.RemoveAt(at);
        }
        else
        {
            free[at] = taken;
        }
    }
}
