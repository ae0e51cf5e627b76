using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Which open task of a run has the longest tail, without looking at all of them in each window. Nothing is kept of a run before it is asked for.</summary>
public sealed partial class Board
{
    private readonly Dictionary<string, Tails> _tails = new(StringComparer.Ordinal);

    /// <summary>Of equal ones the first by name; null: none is open.</summary>
    public string? LongestTail(string workflow)
    {
        if (!_workflows.TryGetValue(workflow, out var run))
        {
            return null;
        }

        if (!_tails.TryGetValue(workflow, out var tails))
        {
            _tails[workflow] = tails = new Tails(run);
        }

        return tails.Longest;
    }

    private sealed class Tails
    {
        private readonly SortedSet<(double Shorter, string Task)> _open = new(Comparer<(double Shorter, string Task)>.Create(
            (x, y) => x.Shorter != y.Shorter ? x.Shorter.CompareTo(y.Shorter) : string.CompareOrdinal(x.Task, y.Task)));

        public Tails(Workflow run)
        {
            foreach (var item in run.Items.Values)
            {
                Put(null, item);
            }
        }

        public string? Longest => _open.Count == 0 ? null : _open.Min.Task;

        public void Put(WorkItem? before, WorkItem after)
        {
            if (before is { Kind: WorkKind.Work })
            {
                _open.Remove((-before.TailSeconds, before.Name));
            }

            if (after is { Kind: WorkKind.Work, IsOpen: true })
            {
                _open.Add((-after.TailSeconds, after.Name));
            }
        }
    }
}
