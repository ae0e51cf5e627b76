using System.Collections.Immutable;
using System.Globalization;
using JasperFx.Events;
using Weft.Domain.Causality;

namespace Weft.Application.EventStore;

/// <summary>What every event carries beside its content. Names are short: header bytes are paid for by every event.</summary>
public static class Headers
{
    public const string Actor = "actor";
    public const string Dot = "dot";
    public const string Deps = "deps";
    public const string Policy = "policy";

    public static void Write(IEvent happened, string actor, Dot dot, ImmutableArray<Dot> deps, int policy)
    {
        happened.SetHeader(Actor, actor);
        happened.SetHeader(Dot, dot.ToString());
        happened.SetHeader(Policy, policy);
        var others = deps.Where(d => d.Actor != dot.Actor).ToArray();
        if (others.Length > 0)
        {
            happened.SetHeader(Deps, string.Join(' ', others));
        }
    }

    public static string? Text(IEvent happened, string name) => happened.GetHeader(name)?.ToString();

    public static Dot DotOf(IEvent happened) => Domain.Causality.Dot.TryParse(Text(happened, Dot), out var dot) ? dot : Domain.Causality.Dot.None;

    public static int PolicyOf(IEvent happened) =>
        int.TryParse(Text(happened, Policy), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    public static Stamp StampOf(IEvent happened) => new(happened.Version, happened.Timestamp, DotOf(happened));
}
