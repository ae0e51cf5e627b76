using System.CommandLine;
using Weft.Cli.Settings;

namespace Weft.Cli.Servers;

/// <summary><c>weft up</c>: PostgreSQL and the server, until it is asked to stop.</summary>
public static class UpCommand
{
    public static Command Create()
    {
        var command = new Command("up", "Start PostgreSQL and the server, print where they are, and stay until Ctrl-C or SIGTERM. The next start finds its data again.")
            .WithServer().With(SettingsOptions.Json);
        command.SetAction((parsed, _) => RunAsync(parsed.Settings(), parsed.Screen()));
        return command;
    }

    private static async Task<int> RunAsync(EffectiveSettings settings, Screen screen)
    {
        using var stop = new StopSignals();
        try
        {
            await using var server = await OwnServer.StartAsync(settings, screen.Say, stop.Asked);
            await server.OpenWorkspaceAsync(settings.Workspace, stop.Asked);
            Tell(server, screen);
            await stop.WaitAsync();
            screen.Say("stopping…");
            await server.StopAsync();
        }
        catch (OperationCanceledException) when (stop.Asked.IsCancellationRequested)
        {
            // Asked to stop while it was starting.
        }

        screen.Say("stopped");
        return ExitCode.Done;
    }

    private static void Tell(OwnServer server, Screen screen)
    {
        var file = AdminKeyFile.In(server.DataDir);
        screen.Result(new { server.Url, AdminKeyFile = file, server.DataDir, server.Database });
        screen.Line($"Weft is ready at {server.Url}   (API: {server.Url}/scalar)");
        screen.Line($"admin key:  {file}" + (server.KeyIsNew ? $"   (shown this once: {server.AdminKey})" : ""));
        screen.Line($"data:       {server.DataDir}, {server.Database}");
        screen.Line("Ctrl-C stops it; the data stays.");
        Console.Out.Flush();
    }
}
