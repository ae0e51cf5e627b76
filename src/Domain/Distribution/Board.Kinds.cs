using Weft.Domain.Resources;

namespace Weft.Domain.Distribution;

/// <summary>Ready tasks by kind.</summary>
public sealed partial class Board
{
    /// <summary>The kinds of all that is ready were found with this one.</summary>
    private Ledger _analysed = Ledger.Empty;

    /// <summary>What another map, or slices that began or ended, may make another kind of is looked at anew.</summary>
    private void Analyse()
    {
        var changed = Analysis.Changed(_analysed, Ledger);
        _analysed = Ledger;
        if (changed is { IsEmpty: true })
        {
            return;
        }

        foreach (var (key, old) in _places.Where(p => p.Value.Ready is not null).ToList())
        {
            var workflow = _workflows[key.Workflow];
            var item = workflow.Items[key.Task];
            if (changed is not { } some || Analysis.Touches(item.Definition).Any(t => some.Any(c => c.Overlaps(t))))
            {
                var now = Distribution.Place.Of(workflow, item, _effects, _analysed);
                Sort(old, now);
                _places[key] = now;
            }
        }
    }

    private void Sort(Place? old, Place now)
    {
        if (old is { Ready: { } gone, Kind: { } was } && _ready[was] is var left && left.Remove(gone) && left.Count == 0)
        {
            _ready.Remove(was);
        }

        if (now is not { Ready: { } ready, Kind: { } kind })
        {
            return;
        }

        if (!_ready.TryGetValue(kind, out var alike))
        {
            _ready[kind] = alike = new SortedSet<OpenTask>(Precedence.Order);
        }

        alike.Add(ready);
    }
}
