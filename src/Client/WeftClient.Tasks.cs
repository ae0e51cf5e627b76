using Weft.Contracts;

namespace Weft.Client;

public sealed partial class WeftClient
{
    public Task<TaskAnswer> StartTaskAsync(string workflow, string task, HoldRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<HoldRequest, TaskAnswer>(workflow, task, "start", request, options, cancellation);

    public Task<TaskAnswer> SaveCheckpointAsync(string workflow, string task, CheckpointRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<CheckpointRequest, TaskAnswer>(workflow, task, "checkpoint", request, options, cancellation);

    public Task<TaskAnswer> ReleaseTaskAsync(string workflow, string task, ReleaseRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<ReleaseRequest, TaskAnswer>(workflow, task, "release", request, options, cancellation);

    public Task<TaskAnswer> SubmitTaskAsync(string workflow, string task, SubmitRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<SubmitRequest, TaskAnswer>(workflow, task, "submit", request, options, cancellation);

    public Task<SubmitManyAnswer> SubmitManyAsync(SubmitManyRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<SubmitManyRequest, SubmitManyAnswer>(At("submissions"), request, options, cancellation);

    public Task<TaskAnswer> FailTaskAsync(string workflow, string task, FailRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<FailRequest, TaskAnswer>(workflow, task, "fail", request, options, cancellation);

    public Task<TaskAnswer> IntendMergeAsync(string workflow, string task, MergeIntentRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<MergeIntentRequest, TaskAnswer>(workflow, task, "intend", request, options, cancellation);

    public Task<TaskAnswer> ReportMergedAsync(string workflow, string task, MergedRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<MergedRequest, TaskAnswer>(workflow, task, "merged", request, options, cancellation);

    public Task<ConflictAnswer> ReportConflictAsync(string workflow, string task, ConflictedRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<ConflictedRequest, ConflictAnswer>(workflow, task, "conflicted", request, options, cancellation);

    public Task<TaskAnswer> ReportRevertedAsync(string workflow, string task, MergedRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<MergedRequest, TaskAnswer>(workflow, task, "reverted", request, options, cancellation);

    public Task<WorkflowAnswer> RetryTaskAsync(string workflow, string task, string? reason = null, CallOptions? options = null, CancellationToken cancellation = default) =>
        OfTaskAsync<ReasonRequest, WorkflowAnswer>(workflow, task, "retry", new ReasonRequest(reason), options, cancellation);

    private Task<TAnswer> OfTaskAsync<TBody, TAnswer>(string workflow, string task, string verb, TBody body, CallOptions? options, CancellationToken cancellation) =>
        CommandAsync<TBody, TAnswer>(At("workflows", workflow, "tasks", task, verb), body, options, cancellation);
}
