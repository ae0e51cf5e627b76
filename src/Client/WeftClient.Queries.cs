using System.Globalization;
using Weft.Contracts;

namespace Weft.Client;

/// <summary>
/// Queries. With <c>waitFor</c> (see <see cref="Position"/>) the answer reflects at least that position; the server answers 504 when
/// that takes too long.
/// </summary>
public sealed partial class WeftClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task<BoardView> GetBoardAsync(long? waitFor = null, CancellationToken cancellation = default) => GetAsync<BoardView>("board", waitFor, null, cancellation);

    public Task<Page<AgentView>> GetAgentsAsync(string? cursor = null, int limit = 100, long? waitFor = null, CancellationToken cancellation = default) =>
        PageAsync<AgentView>(["agents"], cursor, limit, waitFor, cancellation);

    public Task<AgentView> GetAgentAsync(string agent, long? waitFor = null, CancellationToken cancellation = default) =>
        OneAsync<AgentView>(["agents", agent], waitFor, cancellation);

    public Task<Page<WorkflowView>> GetWorkflowsAsync(string? cursor = null, int limit = 100, long? waitFor = null, CancellationToken cancellation = default) =>
        PageAsync<WorkflowView>(["workflows"], cursor, limit, waitFor, cancellation);

    public Task<WorkflowView> GetWorkflowAsync(string workflow, long? waitFor = null, CancellationToken cancellation = default) =>
        OneAsync<WorkflowView>(["workflows", workflow], waitFor, cancellation);

    public Task<Page<TaskView>> GetTasksAsync(string workflow, string? cursor = null, int limit = 100, long? waitFor = null, CancellationToken cancellation = default) =>
        PageAsync<TaskView>(["workflows", workflow, "tasks"], cursor, limit, waitFor, cancellation);

    public Task<TaskView> GetTaskAsync(string workflow, string task, long? waitFor = null, CancellationToken cancellation = default) =>
        OneAsync<TaskView>(["workflows", workflow, "tasks", task], waitFor, cancellation);

    public Task<Page<HistoryEvent>> GetTaskHistoryAsync(string workflow, string task, string? cursor = null, int limit = 100, CancellationToken cancellation = default) =>
        PageAsync<HistoryEvent>(["workflows", workflow, "tasks", task, "history"], cursor, limit, null, cancellation);

    public Task<Page<OutputEntry>> GetTaskOutputAsync(string workflow, string task, string? cursor = null, int limit = 100, CancellationToken cancellation = default) =>
        PageAsync<OutputEntry>(["workflows", workflow, "tasks", task, "output"], cursor, limit, null, cancellation);

    public Task<Page<GateView>> GetGatesAsync(string workflow, string? cursor = null, int limit = 100, long? waitFor = null, CancellationToken cancellation = default) =>
        PageAsync<GateView>(["workflows", workflow, "gates"], cursor, limit, waitFor, cancellation);

    /// <param name="open">only those that wait for an answer</param>
    public Task<Page<ConflictView>> GetConflictsAsync(bool open = true, string? cursor = null, int limit = 100, long? waitFor = null, CancellationToken cancellation = default) =>
        GetAsync<Page<ConflictView>>(With("conflicts", ("open", open ? "true" : "false"), ("cursor", cursor), ("limit", Text(limit))), waitFor, null, cancellation);

    public Task<ConflictView> GetConflictAsync(string conflict, long? waitFor = null, CancellationToken cancellation = default) =>
        OneAsync<ConflictView>(["conflicts", conflict], waitFor, cancellation);

    public Task<TimelineView> GetTimelineAsync(string workflow, long? waitFor = null, CancellationToken cancellation = default) =>
        OneAsync<TimelineView>(["workflows", workflow, "timeline"], waitFor, cancellation);

    public Task<MetricsView> GetMetricsAsync(string workflow, long? waitFor = null, CancellationToken cancellation = default) =>
        OneAsync<MetricsView>(["workflows", workflow, "metrics"], waitFor, cancellation);

    public Task<CriticalPathView> GetCriticalPathAsync(string workflow, long? waitFor = null, CancellationToken cancellation = default) =>
        OneAsync<CriticalPathView>(["workflows", workflow, "critical-path"], waitFor, cancellation);

    public Task<ThroughputView> GetThroughputAsync(long? waitFor = null, CancellationToken cancellation = default) => GetAsync<ThroughputView>("throughput", waitFor, null, cancellation);

    public Task<Page<TemplateView>> GetTemplatesAsync(string? cursor = null, int limit = 100, CancellationToken cancellation = default) =>
        PageAsync<TemplateView>(["templates"], cursor, limit, null, cancellation);

    public Task<TemplateDetail> GetTemplateAsync(string name, int? version = null, CancellationToken cancellation = default) =>
        QueryAsync<TemplateDetail>(With(At("templates", name), ("version", Text(version))), cancellation);

    public Task<WorkspaceAnswer> GetWorkspaceAsync(CancellationToken cancellation = default) => QueryAsync<WorkspaceAnswer>(At(), cancellation);

    public Task<Page<WorkspaceAnswer>> GetWorkspacesAsync(string? cursor = null, int limit = 100, CancellationToken cancellation = default) =>
        QueryAsync<Page<WorkspaceAnswer>>(With("v1/workspaces", ("cursor", cursor), ("limit", Text(limit))), cancellation);

    public Task<Page<KeyView>> GetKeysAsync(string? cursor = null, int limit = 100, CancellationToken cancellation = default) =>
        QueryAsync<Page<KeyView>>(With("v1/keys", ("cursor", cursor), ("limit", Text(limit))), cancellation);

    /// <summary>Why a task waits, or was given to whom it was given.</summary>
    public Task<WhyAnswer> GetWhyAsync(string workflow, string task, CancellationToken cancellation = default) =>
        OneAsync<WhyAnswer>(["workflows", workflow, "tasks", task, "why"], null, cancellation);

    /// <summary>The run's plan with its lower bound.</summary>
    public Task<PlanView> GetPlanAsync(string workflow, CancellationToken cancellation = default) => OneAsync<PlanView>(["workflows", workflow, "plan"], null, cancellation);

    public Task<ArtifactView> GetArtifactAsync(string workflow, string name, CancellationToken cancellation = default) =>
        OneAsync<ArtifactView>(["workflows", workflow, "artifacts", name], null, cancellation);

    public Task<Page<HistoryEvent>> GetStreamAsync(string stream, string? cursor = null, int limit = 100, CancellationToken cancellation = default) =>
        PageAsync<HistoryEvent>(["streams", stream], cursor, limit, null, cancellation);

    /// <summary>The state of an aggregate as of a version or an instant; of now when neither is given.</summary>
    public Task<StateAt> GetStateAsync(string stream, long? version = null, DateTimeOffset? at = null, CancellationToken cancellation = default) =>
        QueryAsync<StateAt>(With(At("streams", stream, "state"), ("version", Text(version)), ("at", at?.ToString("O", CultureInfo.InvariantCulture))), cancellation, Long);

    /// <summary>Rebuilds every read model of the workspace beside the live one and compares them.</summary>
    public Task<AuditReport> ReplayAsync(AuditReplayRequest? request = null, CancellationToken cancellation = default) =>
        CommandAsync<AuditReplayRequest, AuditReport>(At("audit", "replay"), request ?? new AuditReplayRequest(), null, cancellation, Long);

    /// <summary>Any query of the workspace by its path below it, for example <c>workflows/{id}/tasks</c>.</summary>
    public Task<T> GetAsync<T>(string path, long? waitFor = null, TimeSpan? patience = null, CancellationToken cancellation = default)
    {
        var parameters = waitFor is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}waitFor={waitFor}&timeout={(patience ?? Patience).TotalSeconds}");
        return QueryAsync<T>($"{At()}/{path.TrimStart('/')}{parameters}", cancellation, (patience ?? Patience) + Margin);
    }

    private Task<T> OneAsync<T>(string[] parts, long? waitFor, CancellationToken cancellation) => GetAsync<T>(string.Join('/', parts.Select(Escaped)), waitFor, null, cancellation);

    private Task<Page<T>> PageAsync<T>(string[] parts, string? cursor, int limit, long? waitFor, CancellationToken cancellation) =>
        GetAsync<Page<T>>(With(string.Join('/', parts.Select(Escaped)), ("cursor", cursor), ("limit", Text(limit))), waitFor, null, cancellation);
}
