namespace Weft.Embedded;

/// <summary>Where Weft keeps its data when nobody says otherwise.</summary>
public static class DefaultDataDir
{
    public static string Resolve() =>
        Resolve(
            Environment.IsPrivilegedProcess,
            Environment.GetEnvironmentVariable("XDG_DATA_HOME"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <param name="root">root's home is closed to the unprivileged user that PostgreSQL insists on, hence a system folder.</param>
    internal static string Resolve(bool root, string? dataHome, string home) =>
        OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Weft")
        : root ? "/var/lib/weft"
        : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Application Support", "Weft")
        : Path.IsPathRooted(dataHome) ? Path.Combine(dataHome, "weft")
        : Path.Combine(home, ".local", "share", "weft");
}
