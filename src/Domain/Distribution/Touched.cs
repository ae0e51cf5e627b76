using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Whose place on the board events may have changed.</summary>
internal static class Touched
{
    /// <summary>Most events name what they touch; a few touch so much that everything is looked at.</summary>
    public static IEnumerable<string> By(Workflow? before, Workflow after, IEnumerable<object> events)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case WorkflowCancelled or WorkflowRolledBack or GateTimedOut or GateRetried:
                    return after.Items.Keys;
                case MergeConflicted e:
                    names.Add(e.Task);
                    names.Add(e.Of);
                    break;
                case ConflictAnswered e:
                    names.Add(e.Task);
                    names.Add(WorkflowEvolve.MergeName(e.Task, after.Items[e.Task].Attempt));
                    break;
                case ITaskEvent e:
                    names.Add(e.Task);
                    break;
            }
        }

        return before is null && names.Count == 0 ? after.Items.Keys : names;
    }
}
