using Weft.Cli.Settings;

namespace Weft.Architecture.Tests.References;

/// <summary>Every setting with its three names and its default.</summary>
internal static class SettingsPage
{
    public static string Write() =>
        new Page(
                "Settings",
                "Precedence: defaults < file < environment < flags. The file is `weft.json` in the data folder (or `--config FILE`). `weft config` shows what is in\n"
                + "force and where it comes from; secrets are hidden.")
            .Table(["name in the file", "environment", "flag", "default", "meaning"], Setting.All.Select(s => new[]
            {
                $"`{s.Name}`", $"`{s.Variable}`", s.Flag is { } flag ? $"`{flag}`" : "", s.Default is { } value ? $"`{value}`" : "", s.Meaning + (s.IsSecret ? " (secret)" : ""),
            }))
            .ToString();
}
