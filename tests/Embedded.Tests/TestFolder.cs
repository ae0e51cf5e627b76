using Npgsql;
using Xunit;

namespace Weft.Embedded.Tests;

/// <summary>A folder of a test's own, removed at its end; others may pass through it, as through /tmp.</summary>
public sealed class TestFolder : IDisposable
{
    public TestFolder(UnixFileMode? mode = null, string? parent = null)
    {
        Root = Path.Combine(parent ?? Path.GetTempPath(), "weft-embedded-tests-" + Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(Root);
        if (mode is { } closed && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Root, closed);
        }
    }

    public string Root { get; }

    public string DataDir => Path.Combine(Root, "data");

    public EmbeddedPostgresOptions Options => new() { DataDir = DataDir, Unsafe = true };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(Options, Token);

    public static async Task<object?> AskAsync(string connectionString, string sql)
    {
        // No pool: a session that stays open would outlive the server that a test stops.
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(alone);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
