using System.Runtime.InteropServices;

namespace Weft.Embedded;

/// <summary>No usable PostgreSQL was found and none could be fetched. The message holds the exact line that installs one.</summary>
public sealed class PostgresMissingException : Exception
{
    public PostgresMissingException(string reason)
        : base($"{reason} Install it with one line: {InstallLine}")
    {
    }

    public PostgresMissingException()
        : this("No PostgreSQL 15 or newer was found.")
    {
    }

    public PostgresMissingException(string reason, Exception inner)
        : base($"{reason} Install it with one line: {InstallLine}", inner)
    {
    }

    /// <summary>The install line of this operating system, with the one for npm, which needs no administrator.</summary>
    public static string InstallLine =>
        $"{SystemLine}   (or let Weft fetch it itself: {NpmLine})";

    private static string SystemLine =>
        RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "brew install postgresql@17"
        : RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "winget install PostgreSQL.PostgreSQL.17"
        : "sudo apt-get install -y postgresql";

    private static string NpmLine =>
        RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "brew install node"
        : RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "winget install OpenJS.NodeJS.LTS"
        : "sudo apt-get install -y npm";
}
