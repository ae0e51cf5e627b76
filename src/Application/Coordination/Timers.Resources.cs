using Weft.Application.Resources;
using Weft.Application.Workflows;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>Ends of slices, and the clocks of classes.</summary>
internal sealed partial class Timers
{
    private readonly Dictionary<string, DateTimeOffset> _slices = new(StringComparer.Ordinal);
    private readonly HashSet<(string Workflow, string Task)> _clocks = [];
    private SlaPolicy _sla = SlaPolicy.Default;

    public void Watch(Ledger ledger) => Watch(ledger, static (_, ends) => ends);

    /// <summary>After a restart each slice has its full length once more.</summary>
    public void WatchSlices(Ledger ledger)
    {
        var now = time.GetUtcNow();
        Watch(ledger, (slice, ends) => now.AddSeconds(slice.Seconds) is var grace && grace > ends ? grace : ends);
    }

    /// <summary>Other limits: every clock is set anew.</summary>
    public void WatchClocks(SlaPolicy policy, IEnumerable<Workflow> workflows)
    {
        if (policy == _sla)
        {
            return;
        }

        _sla = policy;
        _clocks.Clear();
        foreach (var workflow in workflows)
        {
            foreach (var item in workflow.Items.Values)
            {
                WatchClock(workflow.Id, item);
            }
        }
    }

    private void WatchClock(string workflow, WorkItem item)
    {
        if (Sla.Next(item, _sla) is { } due && _clocks.Add((workflow, item.Name)))
        {
            _due.Enqueue(new JudgeSla(workflow, item.Name), due);
        }
    }

    private void Watch(Ledger ledger, Func<Slice, DateTimeOffset, DateTimeOffset> deadline)
    {
        foreach (var gone in _slices.Keys.Where(r => ledger.Slices.GetValueOrDefault(r)?.Now is null).ToList())
        {
            _slices.Remove(gone);
        }

        foreach (var queue in ledger.Slices.Values.Where(q => q.Now is not null))
        {
            var slice = queue.Now!;
            if (!_slices.TryGetValue(queue.Resource, out var known) || known != slice.EndsAt)
            {
                _slices[queue.Resource] = slice.EndsAt;
                _due.Enqueue(new ExpireSlice(queue.Resource, slice.Token), deadline(slice, slice.EndsAt));
            }
        }
    }
}
