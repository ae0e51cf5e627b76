using System.Collections;
using System.Text.RegularExpressions;

namespace Weft.Worker.Processes;

/// <summary>
/// What of the worker's environment a command sees. A list of what is let through and not of what is held back: a secret with a
/// name that nobody thought of stays with the worker.
/// </summary>
public sealed partial class AllowedEnvironment
{
    /// <summary>Stated in docs/reference/worker.md; a test compares the two.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "APPDATA", "CARGO_HOME", "COMSPEC", "DOTNET_CLI_HOME", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_NOLOGO", "DOTNET_ROOT",
        "DOTNET_ROOT_ARM64", "DOTNET_ROOT_X64", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "GOCACHE", "GOPATH", "GOROOT", "HOME", "JAVA_HOME", "LANG",
        "LANGUAGE", "LOCALAPPDATA", "LOGNAME", "NUGET_PACKAGES", "NVM_DIR", "PATH", "PATHEXT", "PROGRAMDATA", "PROGRAMFILES", "PYENV_ROOT",
        "RUSTUP_HOME", "SHELL", "SSL_CERT_DIR", "SSL_CERT_FILE", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TERM", "TMP", "TMPDIR", "TZ", "USER",
        "USERNAME", "USERPROFILE", "VIRTUAL_ENV", "WINDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
    ];

    private const string Locale = "LC_";
    private const string Own = "WEFT_";
    private static readonly StringComparer Comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    private readonly HashSet<string> _allowed;

    /// <param name="alsoPassed">names that the person who starts the worker adds (<c>--pass-env</c>)</param>
    public AllowedEnvironment(IEnumerable<string> alsoPassed)
    {
        _allowed = new HashSet<string>(Names, Comparer);
        foreach (var name in alsoPassed)
        {
            if (!NameForm().IsMatch(name))
                throw new ArgumentException($"'{name}' is not the name of an environment variable", nameof(alsoPassed));
            if (name.StartsWith(Own, StringComparison.OrdinalIgnoreCase))
                throw new ArgumentException($"{name} stays with the worker: variables called {Own}… are never passed on", nameof(alsoPassed));
            _allowed.Add(name);
        }
    }

    /// <summary>Whether a person may add this name.</summary>
    public static bool MayPass(string name) => NameForm().IsMatch(name) && !name.StartsWith(Own, StringComparison.OrdinalIgnoreCase);

    /// <summary>The command's environment: what is let through of <paramref name="worker"/>, and the task's own on top.</summary>
    public IReadOnlyDictionary<string, string> For(IDictionary worker, IReadOnlyDictionary<string, string> task)
    {
        var environment = new Dictionary<string, string>(Comparer);
        foreach (DictionaryEntry entry in worker)
        {
            if (entry is { Key: string name, Value: string value } && IsAllowed(name))
                environment[name] = value;
        }
        foreach (var (name, value) in task)
            environment[name] = value;
        return environment;
    }

    private bool IsAllowed(string name) =>
        (_allowed.Contains(name) || name.StartsWith(Locale, StringComparison.Ordinal)) && !name.StartsWith(Own, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex NameForm();
}
