using Weft.Contracts;

namespace Weft.Client;

public sealed partial class WeftClient
{
    public Task<TemplateAnswer> PublishTemplateAsync(string text, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<PublishTemplateRequest, TemplateAnswer>(At("templates"), new PublishTemplateRequest(text), options, cancellation);

    public Task<RenderAnswer> RenderTemplateAsync(string name, RenderTemplateRequest request, CancellationToken cancellation = default) =>
        CommandAsync<RenderTemplateRequest, RenderAnswer>(At("templates", name, "render"), request, null, cancellation);

    public Task<WorkflowAnswer> CreateWorkflowAsync(CreateWorkflowRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<CreateWorkflowRequest, WorkflowAnswer>(At("workflows"), request, options, cancellation);

    public Task<WorkflowAnswer> StartWorkflowAsync(string workflow, string? reason = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        SteerAsync(workflow, "start", new ReasonRequest(reason), options, cancellation);

    public Task<WorkflowAnswer> PauseWorkflowAsync(string workflow, string? reason = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        SteerAsync(workflow, "pause", new ReasonRequest(reason), options, cancellation);

    public Task<WorkflowAnswer> ResumeWorkflowAsync(string workflow, string? reason = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        SteerAsync(workflow, "resume", new ReasonRequest(reason), options, cancellation);

    public Task<WorkflowAnswer> CancelWorkflowAsync(string workflow, string? reason = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        SteerAsync(workflow, "cancel", new ReasonRequest(reason), options, cancellation);

    public Task<WorkflowAnswer> CheckpointWorkflowAsync(string workflow, string name, CallOptions? options = null, CancellationToken cancellation = default) =>
        SteerAsync(workflow, "checkpoints", new NamedRequest(name), options, cancellation);

    public Task<WorkflowAnswer> RollBackWorkflowAsync(string workflow, RollBackRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        SteerAsync(workflow, "rollback", request, options, cancellation);

    public Task<WorkflowAnswer> RetryGateAsync(string workflow, string gate, string? reason = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<ReasonRequest, WorkflowAnswer>(At("workflows", workflow, "gates", gate, "retry"), new ReasonRequest(reason), options, cancellation);

    public Task<ConflictAnswer> ResolveConflictAsync(string conflict, ResolveConflictRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<ResolveConflictRequest, ConflictAnswer>(At("conflicts", conflict, "resolution"), request, options, cancellation);

    private Task<WorkflowAnswer> SteerAsync<T>(string workflow, string verb, T body, CallOptions? options, CancellationToken cancellation) =>
        CommandAsync<T, WorkflowAnswer>(At("workflows", workflow, verb), body, options, cancellation);
}
