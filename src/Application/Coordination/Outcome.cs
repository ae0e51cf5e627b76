using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>What became of a command.</summary>
/// <param name="Answer">what the caller gets; a <see cref="System.Text.Json.JsonElement"/> when it comes from a receipt</param>
/// <param name="Position">global sequence of its last event, or of the newest event known here; to wait for in queries</param>
/// <param name="Replayed">true when a receipt answered</param>
public sealed record Outcome(Rejection? Rejection, object? Answer, long Position, bool Replayed)
{
    public bool Accepted => Rejection is null;

    public static Outcome Refused(Rejection rejection, long position) => new(rejection, null, position, false);
}

/// <summary>Refusals of the door itself.</summary>
public static class DoorRefusals
{
    public const string Busy = "server.busy";
    public const string Unavailable = "store.unavailable";
    public const string StoreFull = "store.full";
    public const string NotOwner = "server.not-owner";
    public const string Stopping = "server.stopping";
    public const string KeyReused = "idempotency.key-reused";
    public const string Forbidden = "access.forbidden";
    public const string WorkspaceUnknown = "workspace.unknown";
    public const string MissingCauses = "causality.missing-causes";
    public const string VersionMismatch = "request.version-mismatch";
    public const string Failed = "server.command-failed";
}
