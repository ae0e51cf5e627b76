using System.Globalization;

namespace Weft.Domain.Causality;

/// <summary>The name of one event in causal order: the small number of its actor in the workspace and the count of that actor's
/// events so far. Written <c>actor.counter</c>, for example <c>3.17</c>.</summary>
public readonly record struct Dot(int Actor, long Counter) : IComparable<Dot>
{
    public static Dot None => default;

    public bool IsNone => Actor == 0;

    public int CompareTo(Dot other) => Actor != other.Actor ? Actor.CompareTo(other.Actor) : Counter.CompareTo(other.Counter);

    public static bool operator <(Dot left, Dot right) => left.CompareTo(right) < 0;

    public static bool operator >(Dot left, Dot right) => left.CompareTo(right) > 0;

    public static bool operator <=(Dot left, Dot right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Dot left, Dot right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Actor}.{Counter}");

    public static bool TryParse(ReadOnlySpan<char> text, out Dot dot)
    {
        dot = default;
        var point = text.IndexOf('.');
        if (point <= 0
            || !int.TryParse(text[..point], NumberStyles.None, CultureInfo.InvariantCulture, out var actor)
            || !long.TryParse(text[(point + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var counter)
            || actor < 1 || counter < 1)
        {
            return false;
        }

        dot = new Dot(actor, counter);
        return true;
    }
}
