using Weft.Contracts;

namespace Weft.Client;

public sealed partial class WeftClient
{
    public Task<WorkspaceAnswer> CreateWorkspaceAsync(string name, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<CreateWorkspaceRequest, WorkspaceAnswer>("v1/workspaces", new CreateWorkspaceRequest(name), options, cancellation);

    public Task<PolicyBody> GetPolicyAsync(CancellationToken cancellation = default) => QueryAsync<PolicyBody>(At("policy"), cancellation);

    public Task<WorkspaceAnswer> SetPolicyAsync(PolicyBody policy, CallOptions? options = null, CancellationToken cancellation = default) =>
        _transport.SendAsync<WorkspaceAnswer>(Command(HttpMethod.Put, At("policy"), policy, options, Usual), cancellation);

    public Task<IssuedKey> IssueKeyAsync(IssueKeyRequest request, CallOptions? options = null, CancellationToken cancellation = default) =>
        CommandAsync<IssueKeyRequest, IssuedKey>("v1/keys", request, options, cancellation);

    public Task RevokeKeyAsync(string id, CallOptions? options = null, CancellationToken cancellation = default) =>
        _transport.SendAsync(
            new Call(HttpMethod.Delete, $"v1/keys/{Uri.EscapeDataString(id)}", Usual) { Key = options?.IdempotencyKey ?? Guid.CreateVersion7().ToString("N"), Options = options ?? new CallOptions() },
            cancellation);

    /// <summary>Answers when the server takes requests; throws when it does not within the settings' patience.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellation = default) =>
        _transport.SendAsync(new Call(HttpMethod.Get, "health/ready", TimeSpan.FromSeconds(5)), cancellation);
}
