using Npgsql;
using Weft.Contracts;

namespace Weft.Application.History;

/// <summary>Reads the progress and output lines of a task.</summary>
public sealed class OutputReader(NpgsqlDataSource database)
{
    private const int MaxPageBytes = 1024 * 1024;

    public async Task<(List<OutputEntry> Entries, bool More)> ReadAsync(string workspace, string workflow, string task, int skip, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select at, token, percent, message, output, cpu_ms, memory_bytes from weft.weft_telemetry
            where tenant = $1 and workflow = $2 and task = $3 order by at, token offset $4 limit $5
            """);
        foreach (var argument in new object[] { workspace, workflow, task, skip, limit + 1 })
        {
            command.Parameters.AddWithValue(argument);
        }

        var (entries, bytes) = (new List<OutputEntry>(), 0);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var entry = new OutputEntry(
                row.GetFieldValue<DateTimeOffset>(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetDouble(2), row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.IsDBNull(6) ? null : row.GetInt64(6));
            bytes += 200 + (entry.Output?.Length ?? 0) + (entry.Message?.Length ?? 0);
            if (entries.Count == limit || (entries.Count > 0 && bytes > MaxPageBytes))
            {
                return (entries, true);
            }

            entries.Add(entry);
        }

        return (entries, false);
    }
}
