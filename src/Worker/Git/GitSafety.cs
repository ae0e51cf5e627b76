using System.Globalization;

namespace Weft.Worker.Git;

/// <summary>
/// The environment and settings of every git process. A repository is somebody else's input: nothing that its configuration
/// names (hooks, monitors, filters, drivers, pagers) may run with the worker's rights, and nothing may ask a person.
/// </summary>
public static class GitSafety
{
    private const string Nothing = "/dev/null";

    private static readonly string[] Inherited =
        ["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TMP", "TEMP", "SystemRoot", "ComSpec", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramData"];

    private static readonly string[] ForTheNetwork =
        ["SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "NO_PROXY", "no_proxy", "GIT_SSH_COMMAND"];

    /// <summary>Command-scope settings: they win over whatever a repository's own configuration says.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Settings =
    [
        new("advice.detachedHead", "false"),
        new("commit.gpgSign", "false"),
        new("core.alternateRefsCommand", "true"),
        new("core.askPass", ""),
        new("core.attributesFile", Nothing),
        new("core.editor", "false"),
        new("core.filesRefLockTimeout", "3000"),
        new("core.fsmonitor", "false"),
        new("core.hooksPath", Nothing),
        new("core.packedRefsTimeout", "3000"),
        new("core.pager", "cat"),
        new("core.protectHFS", "true"),
        new("core.protectNTFS", "true"),
        new("core.quotePath", "false"),
        new("core.safecrlf", "false"),
        new("diff.external", ""),
        new("fetch.recurseSubmodules", "false"),
        new("gc.auto", "0"),
        new("init.templateDir", ""),
        new("log.showSignature", "false"),
        new("maintenance.auto", "false"),
        new("merge.conflictStyle", "zdiff3"),
        new("protocol.ext.allow", "never"),
        new("protocol.file.allow", "always"),
        new("push.recurseSubmodules", "no"),
        // The person who started the worker named the repository; with its configuration powerless its owner does not matter.
        new("safe.directory", "*"),
        new("submodule.recurse", "false"),
    ];

    public static Dictionary<string, string> EnvironmentOf(GitCall call)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        Inherit(environment, Inherited);
        if (call.ReadsUserConfiguration)
            Inherit(environment, ForTheNetwork);
        else
            environment["GIT_CONFIG_GLOBAL"] = Nothing;
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GCM_INTERACTIVE"] = "never";
        environment.TryAdd("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=15");
        environment["GIT_OPTIONAL_LOCKS"] = "0";
        environment["GIT_LITERAL_PATHSPECS"] = "1";
        environment["LC_ALL"] = "C";
        Place(environment, call);
        Sign(environment, call);
        KeyValuePair<string, string>[] own = call.ReadsUserConfiguration ? [] : [new("core.excludesFile", Nothing)];
        Configure(environment, [.. Settings, .. own, .. call.Settings]);
        return environment;
    }

    private static void Inherit(Dictionary<string, string> environment, string[] names)
    {
        foreach (var name in names)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                environment[name] = value;
        }
    }

    private static void Place(Dictionary<string, string> environment, GitCall call)
    {
        if (call.GitDirectory is not null)
            environment["GIT_DIR"] = call.GitDirectory;
        if (call.WorkTree is not null)
            environment["GIT_WORK_TREE"] = call.WorkTree;
        if (call.IndexFile is not null)
            environment["GIT_INDEX_FILE"] = call.IndexFile;
    }

    private static void Sign(Dictionary<string, string> environment, GitCall call)
    {
        if (call.Author is { } author)
        {
            environment["GIT_AUTHOR_NAME"] = author.Name;
            environment["GIT_AUTHOR_EMAIL"] = author.Address;
            environment["GIT_AUTHOR_DATE"] = author.Date;
        }
        if (call.Committer is { } committer)
        {
            environment["GIT_COMMITTER_NAME"] = committer.Name;
            environment["GIT_COMMITTER_EMAIL"] = committer.Address;
            environment["GIT_COMMITTER_DATE"] = committer.Date;
        }
    }

    /// <summary>By environment and not by <c>-c</c>: a key may contain an equals sign.</summary>
    private static void Configure(Dictionary<string, string> environment, IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        environment["GIT_CONFIG_COUNT"] = settings.Count.ToString(CultureInfo.InvariantCulture);
        foreach (var (i, (key, value)) in settings.Index())
        {
            environment[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{i}")] = key;
            environment[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{i}")] = value;
        }
    }
}
