using System.Collections.Immutable;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Balancing;

/// <summary>While more waits than can be done, what the end of a run hangs on goes first.</summary>
internal static class Prioritising
{
    public const int Boost = 2;
    private const int MostRuns = 20;
    private const int MostTasks = 200;

    public static IEnumerable<IBalancingEvent> Decide(BalanceState s, Board board)
    {
        if (s.Standing.FirstOrDefault(w => w.Kind == TriggerKind.Pending)?.Raised is not { } trigger)
        {
            yield break;
        }

        foreach (var run in board.Workflows.Values.Where(w => w.Status == WorkflowStatus.Running).OrderBy(w => w.Id, StringComparer.Ordinal).Take(MostRuns))
        {
            var path = CriticalPath.Left(run, board.LongestTail(run.Id)).Take(MostTasks).ToImmutableArray();
            var known = s.Boosts.GetValueOrDefault(run.Id);

            // A path that only became shorter is the same path; one task that nothing follows hangs together with nothing.
            if (path.Length > 1 && (known is null || path.Except(known.Tasks).Any()))
            {
                yield return new PathPrioritised(trigger, run.Id, path, Boost);
            }
        }
    }
}
