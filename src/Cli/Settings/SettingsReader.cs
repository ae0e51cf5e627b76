using System.Globalization;
using System.Text.Json;
using Npgsql;
using Weft.Domain.Workspaces;
using Weft.Embedded;

namespace Weft.Cli.Settings;

/// <summary>Puts the four sources together. Each value knows where it came from; what cannot be meant is refused by name.</summary>
public static class SettingsReader
{
    public const string FileName = "weft.json";

    /// <param name="flags">by the setting's name</param>
    /// <param name="configFile">null: <c>weft.json</c> in the data folder, if it is there</param>
    public static EffectiveSettings Read(IReadOnlyDictionary<string, string> flags, string? configFile, Func<string, string?> environment)
    {
        var named = configFile ?? Given(environment("WEFT_CONFIG"));
        var path = named ?? Path.Combine(flags.GetValueOrDefault("dataDir") ?? Given(environment("WEFT_DATA_DIR")) ?? DefaultDataDir.Resolve(), FileName);
        var file = File.Exists(path) ? ReadFile(path)
            : named is null ? []
            : throw new WrongUsageException($"there is no settings file {named}");
        var values = Setting.All.Select(setting => Effective(setting, flags, environment, file)).ToList();
        return new EffectiveSettings(values, File.Exists(path) ? Path.GetFullPath(path) : null);
    }

    private static EffectiveValue Effective(
        Setting setting, IReadOnlyDictionary<string, string> flags, Func<string, string?> environment, Dictionary<string, string> file)
    {
        var found = flags.TryGetValue(setting.Name, out var flag) ? new EffectiveValue(setting, flag, "flag")
            : Given(environment(setting.Variable)) is { } variable ? new EffectiveValue(setting, variable, "environment")
            : file.TryGetValue(setting.Name, out var line) ? new EffectiveValue(setting, line, "file")
            : new EffectiveValue(setting, setting.Name == "dataDir" ? DefaultDataDir.Resolve() : setting.Default, "default");
        return Fits(setting.Kind, found.Value)
            ? found
            : throw new WrongUsageException($"{setting.Name} (from {found.Source}) is {Words(setting.Kind)}, not '{found.Shown}'");
    }

    private static Dictionary<string, string> ReadFile(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllBytes(path)) ?? [];
            var unknown = read.Keys.Where(name => Setting.All.All(setting => setting.Name != name)).ToList();
            return unknown.Count == 0
                ? read.ToDictionary(member => member.Key, member => member.Value.ToString(), StringComparer.Ordinal)
                : throw new WrongUsageException($"{path}: unknown setting {string.Join(", ", unknown)}; 'weft config' lists those that there are");
        }
        catch (JsonException broken)
        {
            throw new WrongUsageException($"{path} is not a JSON object of settings: {broken.Message}");
        }
    }

    private static bool Fits(SettingKind kind, string? value) => value is null || kind switch
    {
        SettingKind.WholeNumber => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        SettingKind.Number => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        SettingKind.YesNo => bool.TryParse(value, out _),
        SettingKind.WorkspaceName => WorkspaceName.Fits(value),
        SettingKind.Address => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"),
        SettingKind.ConnectionString => IsConnectionString(value),
        _ => true,
    };

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            return false;
        }
    }

    private static string Words(SettingKind kind) => kind switch
    {
        SettingKind.WholeNumber => "a whole number",
        SettingKind.Number => "a number",
        SettingKind.YesNo => "true or false",
        SettingKind.WorkspaceName => WorkspaceName.Rule,
        SettingKind.Address => "an http or https address",
        SettingKind.ConnectionString => "a list such as Host=…;Username=…;Password=…;Database=…",
        _ => "a text",
    };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
