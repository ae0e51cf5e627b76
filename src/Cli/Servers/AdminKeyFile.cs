using Weft.Application.Access;

namespace Weft.Cli.Servers;

/// <summary>The key of whoever owns the data folder, in a file that only they can read.</summary>
public static class AdminKeyFile
{
    public static string In(string dataDir) => Path.Combine(dataDir, "admin.key");

    public static string? Read(string dataDir) => File.Exists(In(dataDir)) ? File.ReadAllText(In(dataDir)).Trim() : null;

    /// <summary>The key is written before the server learns it: killed in between, the next start makes it known.</summary>
    /// <returns>Whether it was made now.</returns>
    public static bool Ensure(string dataDir, out string key)
    {
        if (Read(dataDir) is { Length: > 0 } kept)
        {
            key = kept;
            return false;
        }

        key = KeyText.New();
        Write(dataDir, key);
        return true;
    }

    public static void Write(string dataDir, string key)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var half = In(dataDir) + ".new";
        File.Delete(half);
        using (var writer = new StreamWriter(half, options))
        {
            writer.WriteLine(key);
        }

        File.Move(half, In(dataDir), overwrite: true);
    }
}
