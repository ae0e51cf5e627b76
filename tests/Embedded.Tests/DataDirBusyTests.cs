using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class DataDirBusyTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_second_start_is_refused_and_names_the_holder()
    {
        using var holder = await HolderProcess.StartAsync(_folder.DataDir);
        var refusal = await Should.ThrowAsync<DataDirBusyException>(() => _folder.StartAsync());
        refusal.Holder.ShouldNotBeNull().ProcessId.ShouldBe(holder.Id);
        refusal.Holder.Port.ShouldBe(holder.Port);
        refusal.Message.ShouldContain($"process {holder.Id} at {HolderProcess.Url}, PostgreSQL on port {holder.Port}");

        // Refused means left alone.
        (await TestFolder.AskAsync(holder.ConnectionString, "select 1")).ShouldBe(1);
        await holder.KillAsync();
        (await LiveProcess.EndsWithinAsync(holder.ServerId, TimeSpan.FromSeconds(30))).ShouldBeTrue();
    }

    [Fact]
    public async Task a_second_start_in_the_same_process_is_refused_too_and_sees_the_address_announced()
    {
        await using (var first = await _folder.StartAsync())
        {
            first.Announce("http://127.0.0.1:7777");
            var refusal = await Should.ThrowAsync<DataDirBusyException>(() => _folder.StartAsync());
            refusal.Holder.ShouldNotBeNull().Url.ShouldBe("http://127.0.0.1:7777");
        }

        await using var second = await _folder.StartAsync();
    }

    [Fact]
    public async Task a_start_that_fails_gives_the_folder_back()
    {
        var nothing = _folder.Options with { Search = new PostgresSearch { CacheFolder = Path.Combine(_folder.Root, "cache") } };
        await Should.ThrowAsync<PostgresMissingException>(() => EmbeddedPostgres.StartAsync(nothing, TestFolder.Token));
        using var taken = DataDirLock.Take(new DataDirLayout(_folder.DataDir), TimeProvider.System, url: null);
    }

    [Fact]
    public void a_holder_that_was_killed_is_not_named_for_the_one_that_followed_it()
    {
        var layout = new DataDirLayout(_folder.DataDir);
        layout.Create();
        using var follower = new FileStream(layout.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        File.WriteAllText(layout.Holder, $$"""{"processId":{{int.MaxValue}},"startedAt":"2026-01-01T00:00:00Z"}""");
        var refusal = Should.Throw<DataDirBusyException>(() => DataDirLock.Take(layout, TimeProvider.System, url: null));
        refusal.Holder.ShouldBeNull();
        refusal.Message.ShouldEndWith("is in use by a process that is just starting.");
    }
}
