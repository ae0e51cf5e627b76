using System.Globalization;

namespace Weft.Embedded;

/// <summary>Where things are in a data folder.</summary>
internal sealed record DataDirLayout(string Root)
{
    /// <summary>Belongs to the user that the server runs as; everything else belongs to us.</summary>
    public string Postgres => Path.Combine(Root, "postgres");

    public string Password => Path.Combine(Root, "password");

    public string Lock => Path.Combine(Root, "lock");

    public string Holder => Path.Combine(Root, "lock.json");

    public string Log => Path.Combine(Root, "log");

    public string Cluster(int major) => Path.Combine(Postgres, major.ToString(CultureInfo.InvariantCulture));

    /// <summary>The major version of the cluster that is there; null when there is none yet.</summary>
    public int? ExistingMajor()
    {
        if (!Directory.Exists(Postgres))
        {
            return null;
        }

        return Directory.GetDirectories(Postgres)
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : (int?)null)
            .Where(major => major is { } known && File.Exists(Path.Combine(Cluster(known), "PG_VERSION")))
            .Max();
    }

    public string ExistingCluster() => Cluster(ExistingMajor() ?? throw new InvalidOperationException($"{Root} has no cluster."));

    /// <summary>
    /// Makes the root. For root others may pass through, but not look in: the server's unprivileged user has to reach its
    /// folder. A folder that exists keeps the mode that somebody gave it.
    /// </summary>
    public void Create()
    {
        if (Directory.Exists(Root))
        {
            return;
        }

        OwnerOnly.CreateFolder(Root);
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            File.SetUnixFileMode(Root, File.GetUnixFileMode(Root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public void CreatePostgres() => OwnerOnly.CreateFolder(Postgres);
}
