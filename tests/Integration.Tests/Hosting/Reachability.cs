using Npgsql;
using Weft.Embedded;

namespace Weft.Integration.Tests.Hosting;

/// <summary>Takes a server's database away, with every session in it, and gives it back.</summary>
internal static class Reachability
{
    public static async Task AllowConnectionsAsync(Server server, bool allow)
    {
        var name = SharedTestPostgres.DatabaseOf(server.Settings.ConnectionString);
        await using var admin = NpgsqlDataSource.Create((await SharedTestPostgres.GetAsync()).AdminConnectionString);
        await using var change = admin.CreateCommand($"alter database \"{name}\" allow_connections {allow}");
        await change.ExecuteNonQueryAsync(Server.Cancellation);
        await using var end = admin.CreateCommand("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1");
        end.Parameters.AddWithValue(name);
        await end.ExecuteNonQueryAsync(Server.Cancellation);
    }
}
