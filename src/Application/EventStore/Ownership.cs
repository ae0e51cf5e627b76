using System.Globalization;
using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>Which node owns which workspace, as the database knows it, and where that node is reached.</summary>
public sealed class Ownership(NpgsqlDataSource database)
{
    private volatile string? _address;

    /// <summary>Where the other servers reach this one; null: there are none.</summary>
    public string? Address
    {
        get => _address;
        set => _address = value;
    }

    /// <summary>Where the owner is reached when that is not here; null when it is here, has no address, or there is none.</summary>
    public async Task<string?> ElsewhereAsync(string workspace, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select address from weft.weft_ownership where tenant = $1");
        command.Parameters.AddWithValue(workspace);
        return await command.ExecuteScalarAsync(cancellation) is string address && address != _address ? address : null;
    }

    /// <summary>The new epoch. From here on the owner before cannot write.</summary>
    internal async Task<long> TakeAsync(string workspace, string node, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            insert into weft.weft_ownership (tenant, epoch, node, address) values ($1, 1, $2, $3)
            on conflict (tenant) do update set epoch = weft_ownership.epoch + 1, node = excluded.node, address = excluded.address, taken_at = now()
            returning epoch
            """);
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(node);
        command.Parameters.AddWithValue((object?)_address ?? DBNull.Value);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }
}
