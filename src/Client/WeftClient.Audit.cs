using Weft.Contracts;

namespace Weft.Client;

public sealed partial class WeftClient
{
    /// <summary>Builds every read model again from the events and compares: minutes, when there is much history.</summary>
    public Task<AuditReport> ReplayAuditAsync(AuditReplayRequest? request = null, CancellationToken cancellation = default) =>
        CommandAsync<AuditReplayRequest, AuditReport>(At("audit", "replay"), request ?? new AuditReplayRequest(), null, cancellation, Long);
}
