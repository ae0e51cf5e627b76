using System.Diagnostics;

namespace Weft.Embedded;

/// <summary>
/// What PostgreSQL's programs see of our environment: the little that they need. PG* variables would change what they
/// do, and keys that Weft was started with are none of their business.
/// </summary>
internal static class ServerEnvironment
{
    private static readonly string[] Kept =
    [
        "COMSPEC", "DYLD_LIBRARY_PATH", "HOME", "LD_LIBRARY_PATH", "PATH", "PATHEXT", "SystemDrive", "SystemRoot", "TEMP", "TMP",
        "TMPDIR", "USERPROFILE", "windir",
    ];

    public static IReadOnlyDictionary<string, string> Minimal(params (string Name, string Value)[] more)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["LC_ALL"] = "C", ["TZ"] = "UTC" };
        foreach (var name in Kept)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return variables;
    }

    public static void Replace(ProcessStartInfo start, IReadOnlyDictionary<string, string>? variables)
    {
        if (variables is null)
        {
            return;
        }

        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }
    }
}
