using System.Formats.Tar;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tasks;

/// <summary>
/// The checkpoint folder as a tar: plain files and folders only. What is read may have been written by anybody: every name is
/// judged, and nothing but a file or a folder is taken.
/// </summary>
public static class CheckpointArchive
{
    public const long MaxBytes = 60L * 1024 * 1024;
    public const int MaxEntries = 10_000;

    public static async Task WriteAsync(string folder, string archive, CancellationToken cancellation)
    {
        await using var file = File.Create(archive);
        await using var tar = new TarWriter(file, TarEntryFormat.Pax);
        var (count, bytes) = (0, 0L);
        foreach (var (path, name) in Entries(folder, "").OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (++count > MaxEntries)
                throw new PathRefusedException(name, $"a checkpoint has at most {MaxEntries} files and folders");
            if (Directory.Exists(path))
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, name), cancellation);
                continue;
            }
            await using var content = await RegularFile.OpenAsync(path, name);
            if ((bytes += content.Length) > MaxBytes)
                throw new PathRefusedException(name, $"a checkpoint has at most {MaxBytes} bytes");
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = Plain }, cancellation);
        }
    }

    /// <summary>Into an empty folder; nothing of the archive is kept when any entry of it is refused.</summary>
    public static async Task ReadAsync(string archive, string folder, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(archive);
        await using var tar = new TarReader(file);
        var (count, bytes) = (0, 0L);
        while (await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            if (++count > MaxEntries || (bytes += entry.Length) > MaxBytes)
                throw new PathRefusedException(entry.Name, "the checkpoint is too large");
            var path = ContainedPath.Resolve(folder, entry.Name.TrimEnd('/'));
            if (entry.EntryType == TarEntryType.Directory)
                Directory.CreateDirectory(path);
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                await WriteFileAsync(entry, path, cancellation);
            else
                throw new PathRefusedException(entry.Name, "a checkpoint holds plain files and folders only");
        }
    }

    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static async Task WriteFileAsync(TarEntry entry, string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        if (entry.DataStream is { } content)
            await content.CopyToAsync(target, cancellation);
    }

    /// <summary>Links are refused and not followed: they could lead anywhere.</summary>
    private static IEnumerable<(string Path, string Name)> Entries(string folder, string prefix)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            var name = prefix + System.IO.Path.GetFileName(path);
            if (ContainedPath.Refusal(name) is { } reason)
                throw new PathRefusedException(name, reason);
            var attributes = File.GetAttributes(path);
            if (attributes.HasFlag(FileAttributes.ReparsePoint))
                throw new PathRefusedException(name, "a checkpoint holds no links");
            yield return (path, name);
            if (!attributes.HasFlag(FileAttributes.Directory))
                continue;
            foreach (var below in Entries(path, name + "/"))
                yield return below;
        }
    }
}
