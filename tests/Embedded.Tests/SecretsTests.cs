using Npgsql;
using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class SecretsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task the_password_stands_in_its_own_file_and_nowhere_else()
    {
        await using var server = await _folder.StartAsync();
        await server.BackupAsync(Path.Combine(_folder.Root, "backups"), TestFolder.Token);
        var password = new NpgsqlConnectionStringBuilder(server.ConnectionString).Password.ShouldNotBeNull();
        password.Length.ShouldBe(64);

        var file = Path.Combine(server.DataDir, "password");
        (await File.ReadAllTextAsync(file, TestFolder.Token)).ShouldBe(password);
        SupervisorProcess.CommandLines().ShouldAllBe(process => !process.Words.Any(word => word.Contains(password)));
        Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .Where(other => Path.GetFileName(other) != "lock" && Holds(other, password))
            .ShouldBe([file]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task the_log_does_not_hold_what_a_failing_statement_says()
    {
        await using var server = await _folder.StartAsync();
        await TestFolder.AskAsync(server.ConnectionString, "create table once (word text primary key); insert into once values ('s3cret')");
        await Should.ThrowAsync<PostgresException>(() => TestFolder.AskAsync(server.ConnectionString, "insert into once values ('s3cret')"));
        var log = await File.ReadAllTextAsync(Path.Combine(server.DataDir, "log"), TestFolder.Token);
        log.ShouldContain("duplicate key");
        log.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task a_large_log_is_put_aside_at_the_start()
    {
        var log = Path.Combine(_folder.DataDir, "log");
        Directory.CreateDirectory(_folder.DataDir);
        await using (var large = File.Create(log))
        {
            large.SetLength(11 * 1024 * 1024);
        }

        await using var server = await _folder.StartAsync();
        new FileInfo(log).Length.ShouldBeLessThan(1024 * 1024);
        File.Exists(log + ".1").ShouldBeTrue();
    }

    private static bool Holds(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd().Contains(text, StringComparison.Ordinal);
    }
}
