using System.Text.Json;

namespace Weft.Embedded;

/// <summary>
/// One process at a time uses a data folder. The operating system holds the lock and frees it with the process, however
/// that ends; who holds it stands in a second file, since the locked one cannot be read by others everywhere.
/// </summary>
internal sealed class DataDirLock : IDisposable
{
    // Between taking the lock and saying so.
    private static readonly TimeSpan TellPatience = TimeSpan.FromSeconds(1);

    private readonly FileStream _file;
    private readonly DataDirLayout _layout;
    private DataDirHolder _holder;

    private DataDirLock(FileStream file, DataDirLayout layout, DataDirHolder holder)
    {
        _file = file;
        _layout = layout;
        _holder = holder;
    }

    /// <exception cref="DataDirBusyException">Another process has it.</exception>
    public static DataDirLock Take(DataDirLayout layout, TimeProvider time, string? url)
    {
        FileStream file;
        try
        {
            file = new FileStream(layout.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(layout.Lock))
        {
            DataDirHolder? holder = null;
            SpinWait.SpinUntil(() => (holder = ReadHolder(layout)) is not null, TellPatience);
            throw new DataDirBusyException(layout.Root, holder);
        }

        var taken = new DataDirLock(file, layout, new DataDirHolder(Environment.ProcessId, time.GetUtcNow(), Url: url));
        taken.Tell(port: null, url);
        return taken;
    }

    public void Tell(int? port, string? url)
    {
        _holder = _holder with { Port = port ?? _holder.Port, Url = url ?? _holder.Url };
        var fresh = _layout.Holder + ".new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(_holder, JsonSerializerOptions.Web));
        File.Move(fresh, _layout.Holder, overwrite: true);
    }

    /// <summary>The locked file stays: were it deleted, two processes could each lock a file of this name.</summary>
    public void Dispose()
    {
        if (_file.CanWrite)
        {
            File.Delete(_layout.Holder);
            _file.Dispose();
        }
    }

    // A killed holder leaves its name until the next one has written its own.
    private static DataDirHolder? ReadHolder(DataDirLayout layout)
    {
        try
        {
            var holder = JsonSerializer.Deserialize<DataDirHolder>(File.ReadAllText(layout.Holder), JsonSerializerOptions.Web);
            return holder is not null && LiveProcess.Is(holder.ProcessId) ? holder : null;
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return null;
        }
    }
}
