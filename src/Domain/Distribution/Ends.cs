namespace Weft.Domain.Distribution;

/// <summary>In how many seconds places that are taken will be free again.</summary>
internal sealed class Ends(IEnumerable<double> busy)
{
    private readonly List<double> _busy = [.. busy.Order()];

    /// <summary>The first one; infinite: none is taken.</summary>
    public double First => _busy.Count > 0 ? _busy[0] : double.PositiveInfinity;

    public void Add(double ends)
    {
        var at = _busy.BinarySearch(ends);
        _busy.Insert(at < 0 ? ~at : at, ends);
    }

    /// <summary>The place that is free first is taken again, until then.</summary>
    public void Move(double ends)
    {
        _busy.RemoveAt(0);
        Add(ends);
    }
}
