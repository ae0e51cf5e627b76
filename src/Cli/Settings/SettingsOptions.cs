using System.CommandLine;
using System.Globalization;

namespace Weft.Cli.Settings;

/// <summary>The flags that say something about settings, the same for every command that takes them.</summary>
public static class SettingsOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "print the result as JSON, and nothing else, on standard output" };

    private static readonly Option<string> Config = new("--config") { Description = "a settings file (default: weft.json in the data folder)", HelpName = "FILE" };
    private static readonly Option<string> DataDir = new("--data-dir") { Description = "the folder of database, admin key and git remotes", HelpName = "FOLDER" };
    private static readonly Option<int?> Port = new("--port") { Description = "the server's port (default 5080; 0 takes a free one)", HelpName = "PORT" };
    private static readonly Option<bool> AllowUnsafe = new("--allow-unsafe") { Description = "accept a database that may lose what it has confirmed" };
    private static readonly Option<string> Url = new("--url") { Description = "the server to talk to (default: WEFT_URL, else the one on the data folder)", HelpName = "URL" };
    private static readonly Option<string> Workspace = new("--workspace") { Description = "the workspace (default: WEFT_WORKSPACE, else 'default')", HelpName = "NAME" };

    static SettingsOptions() => Port.Between(0, 65_535);

    /// <summary>A number outside of these bounds is wrong usage.</summary>
    public static void Between<T>(this Option<T> option, double least, double most) => option.Validators.Add(result =>
    {
        // Whether it is a number at all is the parser's to say.
        if (result.Tokens is [.., var last] && double.TryParse(last.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !(number >= least && number <= most))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: {least}-{most}, not {last.Value}"));
        }
    });

    /// <summary>For commands that start a server.</summary>
    public static Command WithServer(this Command command) => command.With(Config, DataDir, Port, AllowUnsafe);

    /// <summary>For commands that work on the database of a data folder.</summary>
    public static Command WithDatabase(this Command command) => command.With(Config, DataDir, AllowUnsafe);

    /// <summary>For a command that has the flags of a server already.</summary>
    public static Command WithClientFlags(this Command command) => command.With(Url, Workspace);

    /// <summary>For commands that talk to a server.</summary>
    public static Command WithClient(this Command command) => command.With(Url, Workspace, Config, DataDir);

    public static Command With(this Command command, params Option[] options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        return command;
    }

    public static EffectiveSettings Settings(this ParseResult parsed)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(flags, "dataDir", parsed, DataDir);
        Add(flags, "url", parsed, Url);
        Add(flags, "workspace", parsed, Workspace);
        if (parsed.GetResult(AllowUnsafe) is { Implicit: false })
        {
            flags["allowUnsafe"] = parsed.GetValue(AllowUnsafe) ? "true" : "false";
        }

        var config = parsed.GetResult(Config) is null ? null : parsed.GetValue(Config);
        if (parsed.GetResult(Port) is not null && parsed.GetValue(Port) is { } port)
        {
            var before = SettingsReader.Read(flags, config, Environment.GetEnvironmentVariable).Text("serverUrl")!;
            flags["serverUrl"] = Uri.TryCreate(before, UriKind.Absolute, out var url)
                ? string.Create(CultureInfo.InvariantCulture, $"{url.Scheme}://{url.Host}:{port}")
                : throw new WrongUsageException($"serverUrl must be an http or https address, not '{before}'");
        }

        return SettingsReader.Read(flags, config, Environment.GetEnvironmentVariable);
    }

    public static Screen Screen(this ParseResult parsed) => new(parsed.GetResult(Json) is not null && parsed.GetValue(Json));

    private static void Add(Dictionary<string, string> flags, string name, ParseResult parsed, Option<string> option)
    {
        if (parsed.GetResult(option) is not null && parsed.GetValue(option) is { } value)
        {
            flags[name] = value;
        }
    }
}
