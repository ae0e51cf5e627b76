using Weft.Application.Resources;
using Weft.Domain.Resources;

namespace Weft.Application.Coordination;

/// <summary>Ends of slices.</summary>
internal sealed partial class Timers
{
    private readonly Dictionary<string, DateTimeOffset> _slices = new(StringComparer.Ordinal);

    private void Watch(Ledger ledger)
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
                _due.Enqueue(new ExpireSlice(queue.Resource, slice.Token), slice.EndsAt);
            }
        }
    }
}
