using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Resources;

/// <summary>Exclusive windows on a resource: who asks waits its turn behind all who asked before for what overlaps, holds it for its slice, and gives it on. Ends are judged by the time that the command
/// brings, so that a clock that rings early, late or twice changes nothing.</summary>
public static class Slicing
{
    public const double LeastSeconds = 1;
    public const double MostSeconds = 86_400;
    private const int MostWaiting = 100;
    private const int MostResources = 500;

    /// <summary>The holder asking again renews; who waits already keeps its place. What somebody has claimed for a task is that one's until it is merged.</summary>
    /// <param name="isLive">as for <see cref="Claiming.Decide"/>; null: no claim is</param>
    public static Decision<ILedgerEvent> Request(
        Ledger? state, Resource resource, string agent, ImmutableArray<string> roles, double seconds, DateTimeOffset now, Func<Claim, bool>? isLive = null)
    {
        var known = state ?? Ledger.Empty;
        if ((Length(seconds) ?? Partition.Refuse(known.Map, agent, roles, [resource])) is { } refused)
        {
            return refused;
        }

        var queue = known.Slices.GetValueOrDefault(resource.Text);
        if (queue?.Knows(agent) == true)
        {
            return Decision<ILedgerEvent>.Nothing;
        }

        if (Claiming.Refuse(known.Claims.Where(c => c.Agent != agent && isLive?.Invoke(c) == true), resource) is { } claimed)
        {
            return claimed;
        }

        if (queue?.Waiting.Length >= MostWaiting || (queue is null && known.Slices.Count >= MostResources))
        {
            return Rejection.Because("slice.too-many", Invariant($"At most {MostWaiting} agents wait for a resource, and {MostResources} resources are sliced."), ("resource", resource.Text));
        }

        return TurnOrder.Of(known).IsFree(resource, agent, long.MaxValue)
            ? Decision<ILedgerEvent>.Accept(new SliceRequested(resource.Text, agent, seconds), Grant(resource.Text, agent, seconds, now))
            : Decision<ILedgerEvent>.Accept(new SliceRequested(resource.Text, agent, seconds));
    }

    /// <summary>A slice longer, from now on, while nobody else waits for what it covers.</summary>
    public static Decision<ILedgerEvent> Renew(Ledger? state, Resource resource, string agent, long token, DateTimeOffset now)
    {
        if (Holding(state, resource, agent, token, out var slice) is { } refused)
        {
            return refused;
        }

        return TurnOrder.Of(state!).Waiting(resource).FirstOrDefault(w => w.Request.Agent != agent) is { Request: not null } next
            ? Awaited(state!, resource, slice, next.Resource, next.Request.Agent)
            : Decision<ILedgerEvent>.Accept(new SliceRenewed(resource.Text, token, now.AddSeconds(slice.Seconds)));
    }

    /// <summary>Given back before its time: the next has it at once.</summary>
    public static Decision<ILedgerEvent> Release(Ledger? state, Resource resource, string agent, long token, DateTimeOffset now) =>
        Holding(state, resource, agent, token, out _) is { } refused ? refused : Advance(state!, [new SliceEnded(resource.Text, token, agent, SliceEnding.Released)], now);

    /// <summary>Given to one of those who wait for it or for what overlaps, whatever its place; who then waits for nothing that is held has its turn as well.</summary>
    public static Decision<ILedgerEvent> HandOver(Ledger? state, Resource resource, string agent, long token, string to, DateTimeOffset now)
    {
        if (Holding(state, resource, agent, token, out _) is { } refused)
        {
            return refused;
        }

        var (waitsFor, request) = TurnOrder.Of(state!).Waiting(resource).Where(w => w.Request.Agent == to && to != agent).OrderBy(w => w.Resource != resource.Text).FirstOrDefault();
        if (request is null)
        {
            return Rejection.Because("slice.not-waiting", $"Agent '{to}' does not wait for '{resource.Text}', nor for what overlaps with it.", ("resource", resource.Text), ("agent", to));
        }

        // Its holder may have more than this that overlaps, or others may: what they keep is not the next one's.
        var ended = new SliceEnded(resource.Text, token, agent, SliceEnding.HandedOver);
        return Busy(Ledger.Evolve(state!, ended, default), Resource.Parse(waitsFor)!, to) is { } kept
            ? Kept(resource, to, waitsFor, kept.Resource, kept.Slice)
            : Advance(state!, [ended, Grant(waitsFor, to, request.Seconds, now)], now);
    }

    /// <summary>Who waited behind it may have its turn now.</summary>
    public static Decision<ILedgerEvent> Withdraw(Ledger? state, Resource resource, string agent, string reason, DateTimeOffset now) =>
        (state ?? Ledger.Empty).Slices.GetValueOrDefault(resource.Text)?.Waiting.Any(w => w.Agent == agent) == true
            ? Advance(state!, [new SliceWithdrawn(resource.Text, agent, reason)], now)
            : Decision<ILedgerEvent>.Nothing;

    /// <summary>The clock rang. Too early, or for a slice that is over, it changes nothing.</summary>
    public static Decision<ILedgerEvent> Expire(Ledger? state, string resource, long token, DateTimeOffset now) =>
        state?.Slices.GetValueOrDefault(resource)?.Now is { } slice && slice.Token == token && now >= slice.EndsAt
            ? Advance(state, [new SliceEnded(resource, token, slice.Agent, SliceEnding.Expired)], now)
            : Decision<ILedgerEvent>.Nothing;

    /// <summary>The workspace is taken up again: holders could not be heard meanwhile, so each slice has its full length from now on.</summary>
    public static Decision<ILedgerEvent> Extend(Ledger? state, DateTimeOffset now) => Decision<ILedgerEvent>.AcceptAll(
    [
        .. (state ?? Ledger.Empty).Slices.Values.Where(q => q.Now is { } slice && now.AddSeconds(slice.Seconds) > slice.EndsAt).OrderBy(q => q.Resource, StringComparer.Ordinal)
            .Select(q => new SliceExtended(q.Resource, q.Now!.Token, now.AddSeconds(q.Now.Seconds))),
    ]);

    /// <summary>An agent is gone: what it holds goes to the next, and it waits no more.</summary>
    public static Decision<ILedgerEvent> Forget(Ledger? state, string agent, DateTimeOffset now)
    {
        var mine = (state ?? Ledger.Empty).Slices.Values.Where(q => q.Knows(agent)).OrderBy(q => q.Resource, StringComparer.Ordinal).ToList();
        return mine.Count == 0 ? Decision<ILedgerEvent>.Nothing : Advance(state!,
        [
            .. mine.Where(q => q.Waiting.Any(w => w.Agent == agent)).Select(q => (ILedgerEvent)new SliceWithdrawn(q.Resource, agent, "its agent is gone")),
            .. mine.Where(q => q.Now?.Agent == agent).Select(q => (ILedgerEvent)new SliceEnded(q.Resource, q.Now!.Token, agent, SliceEnding.HolderGone)),
        ], now);
    }

    /// <summary>Who holds a slice of something that overlaps; null: nobody but the agent itself.</summary>
    private static (string Resource, Slice Slice)? Busy(Ledger state, Resource resource, string agent)
    {
        foreach (var held in TurnOrder.Of(state).Held(resource, agent))
        {
            return held;
        }

        return null;
    }

    /// <summary>Null: none of these is in a slice of somebody else, or only of what the agent was at work on before.</summary>
    /// <param name="own">what its task touches or has claimed, and since when it has the task; null: it has nothing from before</param>
    public static Rejection? Refuse(Ledger state, string agent, IEnumerable<Resource> resources, (IReadOnlyList<Resource> Resources, DateTimeOffset Since)? own = null)
    {
        if (state.Slices.IsEmpty)
        {
            return null;
        }

        foreach (var resource in resources)
        {
            var mayEnd = own is { } mine && mine.Resources.Any(m => m.Covers(resource)) ? mine.Since : DateTimeOffset.MaxValue;
            if (TurnOrder.Of(state).Held(resource, agent).Cast<(string Resource, Slice Slice)?>().FirstOrDefault(h => h!.Value.Slice.Since <= mayEnd) is { } busy)
            {
                return Rejection.Because(
                    "slice.held", $"Agent '{busy.Slice.Agent}' has '{busy.Resource}' for itself until {At(busy.Slice.EndsAt)}, which covers '{resource.Text}'. Ask for a slice and wait for your turn.",
                    ("resource", resource.Text), ("heldBy", busy.Slice.Agent), ("holds", busy.Resource), ("endsAt", At(busy.Slice.EndsAt)));
            }
        }

        return null;
    }

    /// <summary>After something ended, everybody has its turn before whom nobody is left.</summary>
    private static Decision<ILedgerEvent> Advance(Ledger state, ImmutableArray<ILedgerEvent> ended, DateTimeOffset now)
    {
        var after = ended.Aggregate(state, (s, e) => Ledger.Evolve(s, e, default));
        return Decision<ILedgerEvent>.AcceptAll([.. ended, .. TurnOrder.Of(after).Due().Select(d => Grant(d.Resource, d.Request.Agent, d.Request.Seconds, now))]);
    }

    private static SliceGranted Grant(string resource, string agent, double seconds, DateTimeOffset now) => new(resource, agent, seconds, now.AddSeconds(seconds));

    private static Rejection? Length(double seconds) => double.IsFinite(seconds) && seconds is >= LeastSeconds and <= MostSeconds ? null : Rejection.Because(
        "slice.bad-length", Invariant($"A slice lasts {LeastSeconds}-{MostSeconds} seconds, not {seconds}."), ("field", "seconds"));

    /// <summary>A slice ends by its event, not by the clock alone: until then its holder is heard.</summary>
    private static Rejection? Holding(Ledger? state, Resource resource, string agent, long token, out Slice slice)
    {
        slice = state?.Slices.GetValueOrDefault(resource.Text)?.Now!;
        return slice?.Token == token && slice.Agent == agent ? null : Rejection.Because(
            "slice.stale-token", slice is null
                ? $"Token {token} holds no slice of '{resource.Text}'. Stop touching it and ask for a slice."
                : $"Token {token} holds no slice of '{resource.Text}': agent '{slice.Agent}' has it until {At(slice.EndsAt)}. Stop touching it and ask for a slice.",
            ("resource", resource.Text), ("heldBy", slice?.Agent ?? ""), ("endsAt", slice is null ? "" : At(slice.EndsAt)));
    }

    /// <summary>Says that it can be handed over only where that would not be refused.</summary>
    private static Rejection Awaited(Ledger state, Resource resource, Slice slice, string waitsFor, string next)
    {
        var (other, kept) = TurnOrder.Of(state).Held(Resource.Parse(waitsFor)!, next).FirstOrDefault(h => h.Resource != resource.Text);
        return Rejection.Because(
            "slice.awaited", kept is null
                ? $"Agent '{next}' waits for '{waitsFor}': finish by {At(slice.EndsAt)} and ask for another slice, or hand it over."
                : $"Agent '{next}' waits for '{waitsFor}', of which agent '{kept.Agent}' has '{other}': finish by {At(slice.EndsAt)} and ask for another slice, or release it.",
            ("resource", resource.Text), ("next", next), ("waitsFor", waitsFor), ("endsAt", At(slice.EndsAt)));
    }

    private static Rejection Kept(Resource resource, string to, string waitsFor, string held, Slice slice) => Rejection.Because(
        "slice.held", $"Agent '{to}' waits for '{waitsFor}', and agent '{slice.Agent}' has '{held}' until {At(slice.EndsAt)}: its turn comes after that. Release '{resource.Text}' meanwhile, or hand it over then.",
        ("resource", resource.Text), ("agent", to), ("waitsFor", waitsFor), ("heldBy", slice.Agent), ("holds", held), ("endsAt", At(slice.EndsAt)));

    private static string At(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
