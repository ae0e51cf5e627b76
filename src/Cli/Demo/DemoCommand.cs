using System.CommandLine;
using Weft.Cli.Settings;

namespace Weft.Cli.Demo;

/// <summary><c>weft demo</c>: the main job from nothing to an audited result, and nothing left running.</summary>
public static class DemoCommand
{
    private static readonly Option<string> Folder = new("--folder") { Description = "a new folder for everything (default: one in the temporary folder)", HelpName = "FOLDER" };
    private static readonly Option<double> Think = new("--think") { Description = "how long the scripted agents wait, as a factor: 1 is 2-6 s a task", DefaultValueFactory = _ => 1, HelpName = "FACTOR" };
    private static readonly Option<bool> Remove = new("--remove") { Description = "leave no file either (default: repository and results stay, database and worktrees go)" };
    private static readonly Option<bool> KeepAll = new("--keep-all") { Description = "leave database, worktrees and logs too" };
    private static readonly Option<bool> Break = new("--break-service") { Description = "let the backend's work be wrong on purpose: its gate must fail, and the exit code is 1" };

    public static Command Create()
    {
        Think.Between(0, 10);
        var command = new Command("demo", "See the main job on a real repository, with one worker and with six, in about two minutes. It brings everything along and leaves nothing running.")
            .With(Folder, Think, Remove, KeepAll, Break, SettingsOptions.Json);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var stop = new StopSignals();
        var folder = DemoFolder.Create(parsed.GetValue(Folder));
        var settings = SettingsReader.Read(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["dataDir"] = folder.Data, ["serverUrl"] = "http://127.0.0.1:0" }, null, Environment.GetEnvironmentVariable).Quietly();
        var demo = new DemoShow(folder, settings, new DemoSettings(parsed.GetValue(Think), parsed.GetValue(Break), DemoPlan.SixWorkers.Count), parsed.Screen());
        try
        {
            return await demo.RunAsync(parsed.GetValue(Remove), stop.Asked) ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.Asked.IsCancellationRequested)
        {
            throw new FailedException("the demo was stopped; nothing of it runs any more");
        }
        finally
        {
            Clean(folder, parsed.GetValue(Remove), parsed.GetValue(KeepAll));
        }
    }

    private static void Clean(DemoFolder folder, bool remove, bool keepAll)
    {
        if (remove)
        {
            folder.RemoveAll();
        }
        else if (!keepAll)
        {
            folder.RemoveWorkings();
        }
    }
}
