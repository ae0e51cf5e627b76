using System.Globalization;

namespace Weft.Embedded;

/// <summary>The temporary folders of test servers.</summary>
internal static class TestFolders
{
    private const string Prefix = "weft-test-postgres-";

    /// <param name="maker">the process that uses it</param>
    public static string Create(int maker)
    {
        var folder = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{Prefix}{maker}-{Guid.NewGuid().ToString("N")[..12]}"));
        new DataDirLayout(folder).Create();
        return folder;
    }

    /// <summary>Removes what killed test processes have left. A folder that is locked, or of another user, is not ours to judge.</summary>
    public static async Task RemoveAbandonedAsync()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                await RemoveIfAbandonedAsync(new DataDirLayout(folder));
            }
            catch (Exception failure) when (failure is DataDirBusyException or IOException or UnauthorizedAccessException)
            {
                // In use, or not ours.
            }
        }
    }

    // A folder whose maker lives is just being filled, or in use; it may not have taken its lock yet. A server that still runs is stopped by
    // its supervisor within seconds; its folder is left to the next.
    private static async Task RemoveIfAbandonedAsync(DataDirLayout layout)
    {
        if (!File.Exists(layout.Lock) || MakerLives(layout.Root))
        {
            return;
        }

        using (DataDirLock.Take(layout, TimeProvider.System, url: null))
        {
            if (layout.ExistingMajor() is { } major && await new PostmasterFile(layout.Cluster(major)).LiveServerAsync(CancellationToken.None) is not null)
            {
                return;
            }
        }

        Directory.Delete(layout.Root, recursive: true);
    }

    private static bool MakerLives(string folder) =>
        int.TryParse(Path.GetFileName(folder)[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var maker) && LiveProcess.Is(maker);
}
