using System.CommandLine;
using Weft.Cli.Access;
using Weft.Cli.Agents;
using Weft.Cli.Audit;
using Weft.Cli.Balancing;
using Weft.Cli.Conflicts;
using Weft.Cli.Demo;
using Weft.Cli.Distribution;
using Weft.Cli.Resources;
using Weft.Cli.Schema;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Cli.Workflows;

namespace Weft.Cli;

/// <summary>The commands of <c>weft</c>.</summary>
public static class CommandLine
{
    private const string Description = """
        Coordinates agents that work on one repository in parallel, and keeps every step as an event.

        Start here:
          weft demo                     see it work: six agents build a feature, in about two minutes
          weft up                       start PostgreSQL and the server, and stay until Ctrl-C
          weft run TEMPLATE --repo . --exec 'COMMAND'
                                        run a workflow with agents of your own on a repository
          weft bench SUITE              measure it (the checkout's ./weft only)
          weft help COMMAND             what a command takes

        Exit codes: 0 done, 1 ran and failed, 2 wrong usage, 3 no PostgreSQL, 4 busy, 5 unsafe database.
        """;

    public static RootCommand Root() => new(Description)
    {
        AgentCommand.Create(), AuditCommand.Create(), StatusCommand.Create("board"), BreakerCommand.Create(), ConfigCommand.Create(), ConflictCommand.Create(), DemoCommand.Create(), DomainCommand.Create(),
        KeyCommand.Create(), LauncherCommand.Create(), PlanCommand.Create(), ReportCommand.Create(), RunCommand.Create(), SchemaCommand.Create(), SlicesCommand.Create(),
        StatusCommand.Create("status"), TrainingCommand.Create(), UpCommand.Create(), WhyCommand.Create(),
    };

    /// <summary><c>weft help run</c> is <c>weft run --help</c>.</summary>
    private static string[] WithHelp(string[] args) => args is not ["help", .. var about] ? args
        : about.Length == 0 || Root().Subcommands.Any(c => c.Name == about[0]) ? [.. about, "--help"]
        : about;

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(WithHelp(args));
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Use --help, or weft help COMMAND, to see what can be written here.");
            return ExitCode.WrongUsage;
        }

        try
        {
            // Signals are ours: a clean stop may take longer than the library would wait.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure) when (Failures.CodeOf(failure) is not null)
        {
            await Console.Error.WriteLineAsync($"weft: {failure.Message}");
            return Failures.CodeOf(failure)!.Value;
        }
        catch (Exception bug)
        {
            // Not foreseen, so with its stack; and with an exit code that says no more than is known.
            await Console.Error.WriteLineAsync($"weft: {bug}");
            return ExitCode.Failed;
        }
    }
}
