using Weft.Contracts;

namespace Weft.Client;

public sealed partial class WeftClient
{
    public Task<DomainMapView> GetDomainMapAsync(CancellationToken cancellation = default) => QueryAsync<DomainMapView>(At("domain-map"), cancellation);

    public Task<DomainMapAnswer> SetDomainMapAsync(DomainMapBody map, CallOptions? options = null, CancellationToken cancellation = default) =>
        _transport.SendAsync<DomainMapAnswer>(Command(HttpMethod.Put, At("domain-map"), map, options, Usual), cancellation);

    public Task<ResourcesAnswer> ClaimResourcesAsync(string workflow, string task, ClaimResourcesRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<ClaimResourcesRequest, ResourcesAnswer>(workflow, task, "resources", request, options, cancellation);

    public Task<SlicesView> GetSlicesAsync(CancellationToken cancellation = default) => QueryAsync<SlicesView>(At("slices"), cancellation);

    public Task<SliceAnswer> RequestSliceAsync(RequestSliceRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<RequestSliceRequest, SliceAnswer>(At("slices"), request, options, cancellation);

    public Task<SliceAnswer> RenewSliceAsync(SliceRequestBody request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<SliceRequestBody, SliceAnswer>(At("slices", "renew"), request, options, cancellation);

    public Task<SliceAnswer> ReleaseSliceAsync(SliceRequestBody request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<SliceRequestBody, SliceAnswer>(At("slices", "release"), request, options, cancellation);

    public Task<SliceAnswer> HandOverSliceAsync(HandOverRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<HandOverRequest, SliceAnswer>(At("slices", "hand-over"), request, options, cancellation);

    public Task<SliceAnswer> WithdrawSliceAsync(WithdrawRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<WithdrawRequest, SliceAnswer>(At("slices", "withdraw"), request, options, cancellation);

    public Task<SlaReport> GetSlaReportAsync(CancellationToken cancellation = default) => QueryAsync<SlaReport>(At("reports", "sla"), cancellation);
}
