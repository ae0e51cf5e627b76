using Weft.Contracts;

namespace Weft.Client;

public sealed partial class WeftClient
{
    public Task<AgentAnswer> RegisterAgentAsync(RegisterAgentRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<RegisterAgentRequest, AgentAnswer>(At("agents"), request, options, cancellation);

    public Task<AgentAnswer> ChangeCapacityAsync(string agent, int capacity, CallOptions? options = null, CancellationToken cancellation = default) =>
        _transport.SendAsync<AgentAnswer>(Command(HttpMethod.Put, At("agents", agent, "capacity"), new ChangeCapacityRequest(capacity), options, Usual), cancellation);

    public Task<AgentAnswer> DrainAgentAsync(string agent, string? reason = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<ReasonRequest, AgentAnswer>(At("agents", agent, "drain"), new ReasonRequest(reason), options, cancellation);

    public Task<AgentAnswer> LeaveAgentAsync(string agent, string? reason = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<ReasonRequest, AgentAnswer>(At("agents", agent, "leave"), new ReasonRequest(reason), options, cancellation);

    /// <summary>Takes the agent out of service, for so many seconds or until it is closed.</summary>
    public Task<AgentAnswer> OpenBreakerAsync(string agent, string reason, double? seconds = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<OpenBreakerRequest, AgentAnswer>(At("agents", agent, "breaker", "open"), new OpenBreakerRequest(reason, seconds), options, cancellation);

    public Task<AgentAnswer> CloseBreakerAsync(string agent, string reason, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<CloseBreakerRequest, AgentAnswer>(At("agents", agent, "breaker", "close"), new CloseBreakerRequest(reason), options, cancellation);

    /// <summary>As the supervisor of an agent that learns a skill: whether what it handed in for practice passed.</summary>
    public Task<AgentAnswer> ReviewTrainingAsync(string agent, string skill, TrainingReviewRequest review, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<TrainingReviewRequest, AgentAnswer>(At("agents", agent, "training", skill, "reviews"), review, options, cancellation);

    /// <summary>Sent once: an old sign of life is worth nothing, the next one brings everything again.</summary>
    public async Task<HeartbeatAnswer> HeartbeatAsync(string agent, HeartbeatRequest request, CancellationToken cancellation = default)
    {
        var call = new Call(HttpMethod.Post, At("agents", agent, "heartbeat"), TimeSpan.FromSeconds(5)) { Content = Wire.Body(request) };
        return await new Transport(http, key, RetrySettings.None, time ?? TimeProvider.System).SendAsync<HeartbeatAnswer>(call, cancellation);
    }

    /// <summary>Waits for work. A claim whose answer was lost is answered with the same tasks when it is sent again.</summary>
    public Task<ClaimAnswer> ClaimAsync(string agent, ClaimRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<ClaimRequest, ClaimAnswer>(At("agents", agent, "claims"), request, options, cancellation, TimeSpan.FromSeconds(request.WaitSeconds) + Margin);
}
