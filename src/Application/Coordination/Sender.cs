using System.Collections.Immutable;
using Weft.Domain.Access;
using Weft.Domain.Causality;

namespace Weft.Application.Coordination;

/// <summary>Who sends a command.</summary>
/// <param name="Name">for example <c>agent:alice</c>, <c>user:ops</c>, <c>system</c>; recorded on every event</param>
/// <param name="Agent">the only agent that it may act as; null for people and the system</param>
public sealed record Actor(string Name, Role Role, string? Agent)
{
    /// <summary>Roles of the domain map that it may say its agent has.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    public static Actor System { get; } = new("system", Role.Admin, null);
}

/// <summary>Everything about a command besides its content.</summary>
/// <param name="Key">Idempotency key: same key and body, same answer; null for none</param>
/// <param name="BodyHash">SHA-256 of the body that came with the key</param>
/// <param name="DependsOn">dots that must be known here before the command is applied</param>
/// <param name="ExpectedVersion">If-Match: the version that the caller saw; null for any</param>
public sealed record Sender(
    string Workspace, Actor Actor, string? Key = null, string? BodyHash = null, string? Correlation = null, string? Causation = null,
    ImmutableArray<Dot> DependsOn = default, long? ExpectedVersion = null)
{
    public static Sender System(string workspace, string? key = null, string? correlation = null, string? causation = null) =>
        new(workspace, Actor.System, key, key is null ? null : "", correlation, causation);
}
