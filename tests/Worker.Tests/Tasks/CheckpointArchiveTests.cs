using System.Formats.Tar;
using System.Text;
using Shouldly;
using Weft.Worker.Isolation;
using Weft.Worker.Tasks;

namespace Weft.Worker.Tests.Tasks;

[Trait("Capability", "G3")]
public sealed class CheckpointArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-checkpoint-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Source => Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;

    private string Target => Directory.CreateDirectory(Path.Combine(_folder, "target")).FullName;

    private string Archive => Path.Combine(_folder, "saved.tar");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task a_checkpoint_comes_back_byte_for_byte()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31)).ToArray();
        Directory.CreateDirectory(Path.Combine(Source, "deep/er"));
        Directory.CreateDirectory(Path.Combine(Source, "empty"));
        await File.WriteAllBytesAsync(Path.Combine(Source, "deep/er/data.bin"), bytes, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Source, "ümlaut"), "state", Cancellation);
        await CheckpointArchive.WriteAsync(Source, Archive, Cancellation);
        await CheckpointArchive.ReadAsync(Archive, Target, Cancellation);
        (await File.ReadAllBytesAsync(Path.Combine(Target, "deep/er/data.bin"), Cancellation)).ShouldBe(bytes);
        (await File.ReadAllTextAsync(Path.Combine(Target, "ümlaut"), Cancellation)).ShouldBe("state");
        Directory.Exists(Path.Combine(Target, "empty")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/../../escape")]
    [InlineData("/etc/escape")]
    [InlineData("C:/escape")]
    [InlineData("a\\..\\escape")]
    [InlineData(".git/hooks/post-checkout")]
    public async Task an_entry_that_would_leave_the_folder_is_refused(string name)
    {
        Write(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes("x")) });
        await Should.ThrowAsync<PathRefusedException>(() => CheckpointArchive.ReadAsync(Archive, Target, Cancellation));
        Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).ShouldBe(["saved.tar", "target"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task a_link_in_an_archive_is_refused(TarEntryType type)
    {
        Write(new PaxTarEntry(type, "link") { LinkName = "/etc/passwd" }, new PaxTarEntry(TarEntryType.RegularFile, "link/file"));
        await Should.ThrowAsync<PathRefusedException>(() => CheckpointArchive.ReadAsync(Archive, Target, Cancellation));
        Directory.EnumerateFileSystemEntries(Target).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_link_in_the_folder_is_refused_and_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(Source, "link"), "/etc");
        (await Should.ThrowAsync<PathRefusedException>(() => CheckpointArchive.WriteAsync(Source, Archive, Cancellation))).Reason.ShouldContain("no links");
    }

    private void Write(params TarEntry[] entries)
    {
        using var tar = new TarWriter(File.Create(Archive), TarEntryFormat.Pax);
        foreach (var entry in entries)
            tar.WriteEntry(entry);
    }
}
