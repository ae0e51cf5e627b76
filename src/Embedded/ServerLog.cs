namespace Weft.Embedded;

/// <summary>What the server and pg_ctl say. It goes to a file, because it has to be written when we are no longer there.</summary>
internal sealed record ServerLog(string FilePath)
{
    private const long LargestBytes = 10 * 1024 * 1024;

    /// <summary>Makes the file, or puts a large one aside.</summary>
    public void Open()
    {
        if (File.Exists(FilePath) && new FileInfo(FilePath).Length > LargestBytes)
        {
            File.Move(FilePath, FilePath + ".1", overwrite: true);
        }

        OwnerOnly.OpenFile(FilePath, FileMode.OpenOrCreate).Dispose();
    }

    public long Length => new FileInfo(FilePath).Length;

    public string Since(long position)
    {
        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(position, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
