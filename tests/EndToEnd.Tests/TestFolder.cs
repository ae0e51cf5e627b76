namespace Weft.EndToEnd.Tests;

/// <summary>A folder with a space in its name, gone at the end.</summary>
public sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"weft end to end {Guid.NewGuid().ToString("N")[..8]}");
        Directory.CreateDirectory(Path);
        // A server that runs as another user has to reach its folder.
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public string Path { get; }

    public string Data => Below("data");

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A killed server's PostgreSQL may still be writing its last words.
        }
    }
}
