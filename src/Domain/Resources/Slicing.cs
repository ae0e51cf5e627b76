using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Resources;

/// <summary>Exclusive windows on a resource: who asks waits its turn, holds it for its slice, and gives it on. Ends are judged by the time that the command
/// brings, so that a clock that rings early, late or twice changes nothing.</summary>
public static class Slicing
{
    public const double LeastSeconds = 1;
    public const double MostSeconds = 86_400;
    private const int MostWaiting = 100;
    private const int MostResources = 500;

    /// <summary>The holder asking again renews; who waits already keeps its place.</summary>
    public static Decision<ILedgerEvent> Request(Ledger? state, Resource resource, string agent, ImmutableArray<string> roles, double seconds, DateTimeOffset now)
    {
        var known = state ?? Ledger.Empty;
        if ((Length(seconds) ?? Partition.Refuse(known.Map, agent, roles, [resource])) is { } refused)
        {
            return refused;
        }

        var queue = known.Slices.GetValueOrDefault(resource.Text);
        if (queue?.Now?.Agent == agent || queue?.Waiting.Any(w => w.Agent == agent) == true)
        {
            return Decision<ILedgerEvent>.Nothing;
        }

        if (queue?.Waiting.Length >= MostWaiting || (queue is null && known.Slices.Count >= MostResources))
        {
            return Rejection.Because("slice.too-many", Invariant($"At most {MostWaiting} agents wait for a resource, and {MostResources} resources are sliced."), ("resource", resource.Text));
        }

        return Busy(known, resource, agent) is not null || queue?.Waiting.IsEmpty == false
            ? Decision<ILedgerEvent>.Accept(new SliceRequested(resource.Text, agent, seconds))
            : Decision<ILedgerEvent>.Accept(new SliceRequested(resource.Text, agent, seconds), Grant(resource.Text, agent, seconds, now));
    }

    /// <summary>A slice longer, from now on, while nobody waits for what it covers.</summary>
    public static Decision<ILedgerEvent> Renew(Ledger? state, Resource resource, string agent, long token, DateTimeOffset now)
    {
        if (Held(state, resource, agent, token, out var queue) is { } refused)
        {
            return refused;
        }

        if (state!.Slices.Values.SelectMany(q => q.Waiting.Select(w => (q.Resource, w.Agent))).FirstOrDefault(w => Overlap(w.Resource, resource.Text)) is { Agent: { } next })
        {
            return Rejection.Because(
                "slice.awaited", $"Agent '{next}' waits for '{resource.Text}': finish by {At(queue.Now!.EndsAt)} and ask for another slice, or hand it over.",
                ("resource", resource.Text), ("next", next), ("endsAt", At(queue.Now!.EndsAt)));
        }

        return Decision<ILedgerEvent>.Accept(new SliceRenewed(resource.Text, token, now.AddSeconds(queue.Now!.Seconds)));
    }

    /// <summary>Given back before its time: the next has it at once.</summary>
    public static Decision<ILedgerEvent> Release(Ledger? state, Resource resource, string agent, long token, DateTimeOffset now) =>
        Held(state, resource, agent, token, out _) is { } refused ? refused : Advance(state!, [new SliceEnded(resource.Text, token, agent, SliceEnding.Released)], now);

    /// <summary>Given to one of those who wait, whatever its place in the queue.</summary>
    public static Decision<ILedgerEvent> HandOver(Ledger? state, Resource resource, string agent, long token, string to, DateTimeOffset now)
    {
        if (Held(state, resource, agent, token, out var queue) is { } refused)
        {
            return refused;
        }

        if (queue.Waiting.FirstOrDefault(w => w.Agent == to) is not { } next)
        {
            return Rejection.Because("slice.not-waiting", $"Agent '{to}' does not wait for '{resource.Text}'.", ("resource", resource.Text), ("agent", to));
        }

        // Its holder may have more than this that overlaps: what it keeps is not the other's.
        var ended = new SliceEnded(resource.Text, token, agent, SliceEnding.HandedOver);
        return Refuse(Ledger.Evolve(state!, ended, default), to, [resource]) is { } kept
            ? kept
            : Decision<ILedgerEvent>.Accept(ended, Grant(resource.Text, to, next.Seconds, now));
    }

    public static Decision<ILedgerEvent> Withdraw(Ledger? state, Resource resource, string agent, string reason) =>
        (state ?? Ledger.Empty).Slices.GetValueOrDefault(resource.Text)?.Waiting.Any(w => w.Agent == agent) == true
            ? Decision<ILedgerEvent>.Accept(new SliceWithdrawn(resource.Text, agent, reason))
            : Decision<ILedgerEvent>.Nothing;

    /// <summary>The clock rang. Too early, or for a slice that is over, it changes nothing.</summary>
    public static Decision<ILedgerEvent> Expire(Ledger? state, string resource, long token, DateTimeOffset now) =>
        state?.Slices.GetValueOrDefault(resource)?.Now is { } slice && slice.Token == token && now >= slice.EndsAt
            ? Advance(state, [new SliceEnded(resource, token, slice.Agent, SliceEnding.Expired)], now)
            : Decision<ILedgerEvent>.Nothing;

    /// <summary>An agent is gone: what it holds goes to the next, and it waits no more.</summary>
    public static Decision<ILedgerEvent> Forget(Ledger? state, string agent, DateTimeOffset now)
    {
        var mine = (state ?? Ledger.Empty).Slices.Values.Where(q => q.Now?.Agent == agent || q.Waiting.Any(w => w.Agent == agent)).OrderBy(q => q.Resource, StringComparer.Ordinal).ToList();
        return mine.Count == 0 ? Decision<ILedgerEvent>.Nothing : Advance(state!,
        [
            .. mine.Where(q => q.Waiting.Any(w => w.Agent == agent)).Select(q => (ILedgerEvent)new SliceWithdrawn(q.Resource, agent, "its agent is gone")),
            .. mine.Where(q => q.Now?.Agent == agent).Select(q => (ILedgerEvent)new SliceEnded(q.Resource, q.Now!.Token, agent, SliceEnding.HolderGone)),
        ], now);
    }

    /// <summary>Who holds a slice of something that overlaps; null: nobody but the agent itself.</summary>
    public static (string Resource, Slice Slice)? Busy(Ledger state, Resource resource, string agent)
    {
        foreach (var queue in state.Slices.Values.OrderBy(q => q.Resource, StringComparer.Ordinal))
        {
            if (queue.Now is { } slice && slice.Agent != agent && Resource.Parse(queue.Resource) is { } held && held.Overlaps(resource))
            {
                return (queue.Resource, slice);
            }
        }

        return null;
    }

    /// <summary>Null: none of these is in a slice of somebody else.</summary>
    public static Rejection? Refuse(Ledger state, string agent, IEnumerable<Resource> resources)
    {
        if (state.Slices.IsEmpty)
        {
            return null;
        }

        foreach (var resource in resources)
        {
            if (Busy(state, resource, agent) is { } busy)
            {
                return Rejection.Because(
                    "slice.held", $"Agent '{busy.Slice.Agent}' has '{busy.Resource}' for itself until {At(busy.Slice.EndsAt)}, which covers '{resource.Text}'. Ask for a slice and wait for your turn.",
                    ("resource", resource.Text), ("heldBy", busy.Slice.Agent), ("holds", busy.Resource), ("endsAt", At(busy.Slice.EndsAt)));
            }
        }

        return null;
    }

    /// <summary>After something ended, the first who waits for each resource that is free has it.</summary>
    private static Decision<ILedgerEvent> Advance(Ledger state, ImmutableArray<ILedgerEvent> ended, DateTimeOffset now)
    {
        var after = ended.Aggregate(state, (s, e) => Ledger.Evolve(s, e, default));
        var events = ended.ToBuilder();
        foreach (var queue in after.Slices.Values.Where(q => q is { Now: null, Waiting.IsEmpty: false }).OrderBy(q => q.Resource, StringComparer.Ordinal))
        {
            if (Busy(after, Resource.Parse(queue.Resource)!, "") is null)
            {
                var granted = Grant(queue.Resource, queue.Waiting[0].Agent, queue.Waiting[0].Seconds, now);
                events.Add(granted);
                after = Ledger.Evolve(after, granted, default);
            }
        }

        return Decision<ILedgerEvent>.AcceptAll(events.ToImmutable());
    }

    private static SliceGranted Grant(string resource, string agent, double seconds, DateTimeOffset now) => new(resource, agent, seconds, now.AddSeconds(seconds));

    private static bool Overlap(string one, string other) => Resource.Parse(one)!.Overlaps(Resource.Parse(other)!);

    private static Rejection? Length(double seconds) => double.IsFinite(seconds) && seconds is >= LeastSeconds and <= MostSeconds ? null : Rejection.Because(
        "slice.bad-length", Invariant($"A slice lasts {LeastSeconds}-{MostSeconds} seconds, not {seconds}."), ("field", "seconds"));

    /// <summary>A slice ends by its event, not by the clock alone: until then its holder is heard.</summary>
    private static Rejection? Held(Ledger? state, Resource resource, string agent, long token, out SliceQueue queue)
    {
        queue = state?.Slices.GetValueOrDefault(resource.Text)!;
        if (queue?.Now is not { } slice || slice.Token != token || slice.Agent != agent)
        {
            return Rejection.Because(
                "slice.stale-token", queue?.Now is { } other
                    ? $"Token {token} holds no slice of '{resource.Text}': agent '{other.Agent}' has it until {At(other.EndsAt)}. Stop touching it and ask for a slice."
                    : $"Token {token} holds no slice of '{resource.Text}'. Stop touching it and ask for a slice.",
                ("resource", resource.Text), ("heldBy", queue?.Now?.Agent ?? ""), ("endsAt", queue?.Now is { } held ? At(held.EndsAt) : ""));
        }

        return null;
    }

    private static string At(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
