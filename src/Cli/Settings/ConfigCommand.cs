using System.CommandLine;

namespace Weft.Cli.Settings;

/// <summary><c>weft config</c>: what is in force, and why.</summary>
public static class ConfigCommand
{
    public static Command Create()
    {
        var command = new Command("config", "Show the settings in force and where each comes from: defaults < file < environment < flags. Secrets are hidden.")
            .WithServer().WithClientFlags().With(SettingsOptions.Json);
        command.SetAction(parsed => Show(parsed.Settings(), parsed.Screen()));
        return command;
    }

    private static int Show(EffectiveSettings settings, Screen screen)
    {
        // The values are judged as a start would judge them.
        settings.ForServer(settings.ConnectionString ?? "Host=embedded", adminKey: null);
        screen.Result(new
        {
            settings.File,
            Settings = settings.Values.Select(value => new { value.Setting.Name, Value = value.Shown, value.Source, value.Setting.Variable, value.Setting.Flag, value.Setting.Meaning }),
        });
        screen.Line(settings.File is null ? $"no settings file ({Path.Combine(settings.DataDir, SettingsReader.FileName)} would be read)" : $"settings file: {settings.File}");
        foreach (var value in settings.Values)
        {
            screen.Line($"{value.Setting.Name,-18} {value.Shown ?? "(not set)",-34} {value.Source,-12} {value.Setting.Variable,-28} {value.Setting.Meaning}");
        }

        return ExitCode.Done;
    }
}
