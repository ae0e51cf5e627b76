using Weft.Worker.Isolation;

namespace Weft.Worker.Tasks;

/// <summary>Opens a file that a command left behind.</summary>
internal static class RegularFile
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    /// <summary>A named pipe in a file's place would never open: it is refused instead of waited for.</summary>
    public static async Task<FileStream> OpenAsync(string path, string name)
    {
        try
        {
            return await Task.Run(() => File.OpenRead(path)).WaitAsync(LongEnough);
        }
        catch (TimeoutException)
        {
            throw new PathRefusedException(name, "it is no plain file");
        }
    }
}
