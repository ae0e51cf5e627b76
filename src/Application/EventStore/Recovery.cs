using System.Text.Json;
using Npgsql;
using Weft.Application.Coordination;
using Weft.Domain.Causality;

namespace Weft.Application.EventStore;

/// <summary>Brings a workspace into memory: the last checkpoint, then only what came after it.</summary>
internal sealed class Recovery(NpgsqlDataSource database, StreamFolder reader)
{
    public async Task<Memory> LoadAsync(string workspace, CancellationToken cancellation)
    {
        var (position, known) = await CheckpointAsync(workspace, cancellation);
        var memory = new Memory(workspace, reader) { Position = position };
        var (workflows, agents) = (known.Workflows.ToHashSet(StringComparer.Ordinal), known.Agents.ToHashSet(StringComparer.Ordinal));
        foreach (var (actor, counter) in known.Counters)
        {
            memory.Count(new Dot(actor, counter));
        }
        await foreach (var e in TailAsync(workspace, position, cancellation))
        {
            memory.Position = e.Position;
            memory.Count(e.Dot);
            Note(e.Stream, e.Type, workflows, agents);
        }

        await AdoptAsync(memory, Open(agents, workflows), cancellation);
        return memory;
    }

    /// <summary>Copies what a checkpoint needs now; saving it can happen later, on another thread, for the position that this state belongs to.</summary>
    public Func<long, CancellationToken, Task> Capture(Memory memory, bool atRest = false)
    {
        var state = new OwnerCheckpoint(new(memory.Counters), [.. memory.Board.Workflows.Keys], [.. memory.Board.Agents.Keys], atRest);
        var workspace = memory.Workspace;
        return (position, cancellation) => SaveAsync(workspace, position, state, cancellation);
    }

    private async Task SaveAsync(string workspace, long position, OwnerCheckpoint state, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            insert into weft.weft_checkpoints (tenant, position, state) values ($1, $2, $3::jsonb)
            on conflict (tenant) do update set position = excluded.position, state = excluded.state, at = now() where weft_checkpoints.position <= excluded.position
            """);
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(position);
        command.Parameters.AddWithValue(JsonSerializer.Serialize(state, Json.Options));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>What the workspace is comes first, then who works in it, then what is to be done.</summary>
    private static List<(StreamKind Kind, string Key)> Open(HashSet<string> agents, HashSet<string> workflows)
    {
        var (self, agent, workflow) = (new StreamKind[] { Streams.Workspace, Streams.Balancing, Streams.Ledger }, (StreamKind)Streams.Agent, (StreamKind)Streams.Workflow);
        return
        [
            .. self.Select(kind => (kind, kind.Key(""))),
            .. agents.Order(StringComparer.Ordinal).Select(id => (agent, agent.Key(id))),
            .. workflows.Order(StringComparer.Ordinal).Select(id => (workflow, workflow.Key(id))),
        ];
    }

    private async Task AdoptAsync(Memory memory, List<(StreamKind Kind, string Key)> streams, CancellationToken cancellation)
    {
        foreach (var ((_, key), state) in streams.Zip(await reader.LoadAllAsync(memory.Workspace, streams, cancellation)))
        {
            memory.Adopt(key, state);
        }
    }

    private static void Note(string stream, string type, HashSet<string> workflows, HashSet<string> agents)
    {
        switch (type)
        {
            case "workflow_defined" or "workflow_rolled_back":
                workflows.Add(stream[9..]);
                break;
            case "workflow_completed" or "workflow_cancelled":
                workflows.Remove(stream[9..]);
                break;
            case "agent_registered":
                agents.Add(stream[6..]);
                break;
            case "agent_left":
                agents.Remove(stream[6..]);
                break;
        }
    }

    private async Task<(long Position, OwnerCheckpoint State)> CheckpointAsync(string workspace, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select position, state::text from weft.weft_checkpoints where tenant = $1");
        command.Parameters.AddWithValue(workspace);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? (row.GetInt64(0), JsonSerializer.Deserialize<OwnerCheckpoint>(row.GetString(1), Json.Options)!)
            : (0, new OwnerCheckpoint([], [], []));
    }

    private async IAsyncEnumerable<(long Position, string Stream, string Type, Dot Dot)> TailAsync(
        string workspace, long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select seq_id, stream_id, type, coalesce(headers ->> 'dot', '') from weft.mt_events where tenant_id = $1 and seq_id > $2 order by seq_id");
        command.CommandTimeout = 300;
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(after);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            _ = Dot.TryParse(rows.GetString(3), out var dot);
            yield return (rows.GetInt64(0), rows.GetString(1), rows.GetString(2), dot);
        }
    }
}
