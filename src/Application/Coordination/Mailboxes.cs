using System.Collections.Concurrent;
using Marten;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Weft.Domain;
using Weft.Domain.Access;

namespace Weft.Application.Coordination;

/// <summary>The door: checks the sender and puts the command into its workspace's mailbox.</summary>
public sealed partial class Mailboxes(IDocumentStore store, NpgsqlDataSource database, TimeProvider time, ILogger<Mailboxes> log, int maxKeys = 8_000_000) : IDoor, IAsyncDisposable
{
    private const int MaxBatch = 256;
    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<string, Lazy<Mailbox>> _boxes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly MailboxTools _tools = Tools(store, database, time, log, maxKeys);
    private volatile bool _stopping;

    /// <summary>Raised after each commit with the workspace and the position it reached.</summary>
    public event Action<string, long>? Committed;

    /// <summary>Raised when this node has taken a workspace, with what its sagas must be waiting for.</summary>
    internal event Action<string, IReadOnlyList<object>>? Taken;

    public async Task<Outcome> SendAsync(ICommand command, Sender sender, CancellationToken cancellation = default)
    {
        if (Forbidden(command, sender.Actor) is { } forbidden)
        {
            return Outcome.Refused(forbidden, 0);
        }

        if (_stopping)
        {
            return Outcome.Refused(Rejection.Because(DoorRefusals.Stopping, "The server is stopping; try again in a moment."), 0);
        }

        try
        {
            if (command is not CreateWorkspace && !await ExistsAsync(sender.Workspace, cancellation))
            {
                return Outcome.Refused(UnknownWorkspace(sender.Workspace), 0);
            }
        }
        catch (Exception error) when (StoreErrors.IsUnavailable(error))
        {
            return Outcome.Refused(Outages.Of(error), 0);
        }

        var box = BoxOf(sender.Workspace);
        if (command is { IsSignOfLife: true, OnBehalfOf: { } agent })
        {
            box.Presence.Hear(agent);
        }

        var outcome = await box.SendAsync(new Letter(command, sender, cancellation)).WaitAsync(cancellation);
        if (command is CreateWorkspace && outcome.Accepted)
        {
            _known[sender.Workspace] = true;
        }

        return outcome;
    }

    public Presence PresenceOf(string workspace) => BoxOf(workspace).Presence;

    public async Task<bool> ExistsAsync(string workspace, CancellationToken cancellation)
    {
        if (workspace == MartenSetup.SystemWorkspace || _known.ContainsKey(workspace))
        {
            return true;
        }

        await using var session = store.QuerySession(workspace);
        if (await session.Events.FetchStreamStateAsync("workspace", cancellation) is null)
        {
            return false;
        }

        return _known[workspace] = true;
    }

    public static Rejection UnknownWorkspace(string workspace) =>
        Rejection.Because(DoorRefusals.WorkspaceUnknown, $"There is no workspace '{workspace}', or this key does not open it.", ("workspace", workspace));

    public async Task StopAsync()
    {
        _stopping = true;
        await Task.WhenAll(_boxes.Values.Where(b => b.IsValueCreated).Select(b => b.Value.StopAsync()));
        _boxes.Clear();
        await _tools.Flusher.DisposeAsync();
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    internal static Rejection? Forbidden(ICommand command, Actor actor)
    {
        if (!Permissions.May(actor.Role, command.Needs))
        {
            return Rejection.Because(DoorRefusals.Forbidden, $"The role {actor.Role} may not do this; it needs the permission {command.Needs}.", ("role", actor.Role.ToString()), ("needs", command.Needs.ToString()));
        }

        return actor.Role == Role.Agent && command.OnBehalfOf != actor.Agent
            ? Rejection.Because(DoorRefusals.Forbidden, $"This key acts only as agent '{actor.Agent}'.", ("agent", actor.Agent ?? ""))
            : null;
    }

    private Mailbox BoxOf(string workspace) => _boxes.GetOrAdd(workspace, name => new Lazy<Mailbox>(() =>
    {
        // Its loop outlives the request that made it, and is not part of that request's trace and log.
        using var apart = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        var box = new Mailbox(name, _tools);
        box.Committed = (tenant, position, _) => Committed?.Invoke(tenant, position);
        box.Taken = (tenant, deadlines) => Taken?.Invoke(tenant, deadlines);
        return box;
    })).Value;

    private static MailboxTools Tools(IDocumentStore store, NpgsqlDataSource database, TimeProvider time, ILogger log, int maxKeys)
    {
        var reader = new StreamFolder(store, database);
        return new MailboxTools(
            new BatchWriter(store, database), (store as WeftStore)?.Flusher ?? new Flusher(database), new ReceiptReader(database), new Ownership(database), new Recovery(database, reader), reader, time, log,
            $"{Environment.MachineName}/{Environment.ProcessId}", MaxBatch, Capacity, maxKeys);
    }
}
