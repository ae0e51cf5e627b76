using Weft.Domain;
using Weft.Domain.Access;

namespace Weft.Application.Coordination;

/// <summary>A wish to change something. It says what may send it and how it is decided; nothing else appends to a stream.</summary>
public interface ICommand
{
    Permission Needs { get; }

    /// <summary>The agent on whose behalf it is; null when it is nobody's. An agent's key acts only as that agent.</summary>
    string? OnBehalfOf => null;

    /// <summary>Only the agent itself sends this: it is alive.</summary>
    bool IsSignOfLife => false;

    /// <summary>Keys of streams that it may begin. Whether they exist is asked once for all commands of a batch.</summary>
    IEnumerable<string> Begins => [];

    /// <summary>Version of what it changes, as its ETag says it; null for what has none, or none yet.</summary>
    ValueTask<long?> VersionAsync(Deciding deciding) => ValueTask.FromResult<long?>(null);

    /// <summary>Loads what it needs through <paramref name="deciding"/>, decides, and emits; null when accepted.</summary>
    ValueTask<Rejection?> DecideAsync(Deciding deciding);
}

/// <summary>The one door: every channel, handler, saga and timer sends its commands here.</summary>
public interface IDoor
{
    Task<Outcome> SendAsync(ICommand command, Sender sender, CancellationToken cancellation = default);
}
