using Weft.Contracts;

namespace Weft.Client;

public sealed partial class WeftClient
{
    public Task<DomainMapView> GetDomainMapAsync(CancellationToken cancellation = default) => QueryAsync<DomainMapView>(At("domain-map"), cancellation);

    public Task<DomainMapAnswer> SetDomainMapAsync(DomainMapBody map, CallOptions? options = null, CancellationToken cancellation = default) =>
        _transport.SendAsync<DomainMapAnswer>(Command(HttpMethod.Put, At("domain-map"), map, options, Usual), cancellation);

    public Task<ResourcesAnswer> ClaimResourcesAsync(string workflow, string task, ClaimResourcesRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<ClaimResourcesRequest, ResourcesAnswer>(workflow, task, "resources", request, options, cancellation);
}
