using System.Collections.Immutable;

namespace Weft.Domain;

/// <summary>What a decider says: the events to append (none when the command is already in effect), or a refusal. A refusal may
/// still carry facts worth keeping, such as a late result that was not applied.</summary>
/// <typeparam name="TEvent">the event family of one stream</typeparam>
public sealed record Decision<TEvent>(ImmutableArray<TEvent> Events, Rejection? Rejection)
    where TEvent : class
{
    public static Decision<TEvent> Nothing { get; } = new([], null);

    public bool Accepted => Rejection is null;

    public static Decision<TEvent> Accept(params ReadOnlySpan<TEvent> events) => new([.. events], null);

    public static Decision<TEvent> AcceptAll(ImmutableArray<TEvent> events) => new(events, null);

    public static Decision<TEvent> Reject(Rejection rejection) => new([], rejection);

    public static Decision<TEvent> Reject(string code, string detail, params ReadOnlySpan<(string Key, string Value)> facts) =>
        new([], Rejection.Because(code, detail, facts));

    /// <summary>Refused, and the attempt itself is a fact to keep.</summary>
    public static Decision<TEvent> RejectKeeping(Rejection rejection, params ReadOnlySpan<TEvent> facts) => new([.. facts], rejection);

    public static implicit operator Decision<TEvent>(Rejection rejection) => Reject(rejection);
}
