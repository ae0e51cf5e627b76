using System.CommandLine;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Worker.Agents;

namespace Weft.Cli.Agents;

/// <summary><c>weft launcher</c>: starts and stops agents as balancing asks for it. The server itself starts nothing.</summary>
public static class LauncherCommand
{
    private static readonly Option<string> Skills = new("--skills") { Description = "what the agents are able to do: csharp=0.8,react", HelpName = "SKILLS" };
    private static readonly Option<string> Roles = new("--roles") { Description = "what they are in the workspace's domain map: backend,infrastructure", HelpName = "ROLES" };
    private static readonly Option<string> Exec = new("--exec") { Description = "the command for each task (docs/reference/worker.md)", HelpName = "COMMAND" };
    private static readonly Option<string> Hook = new("--hook") { Description = "instead of starting processes here: a command that makes it WEFT_SCALE_TO agents elsewhere", HelpName = "COMMAND" };
    private static readonly Option<string> Name = new("--name") { Description = "the agents are called NAME-1, NAME-2, …; one launcher a name", HelpName = "NAME", DefaultValueFactory = _ => "launched" };
    private static readonly Option<int> Limit = new("--limit") { Description = "never more agents than this, whatever the policy says", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<double> Drain = new("--drain-seconds") { Description = "how long running work of a stopped agent may go on", DefaultValueFactory = _ => 30 };

    private static readonly Option<string[]> PassEnv = new("--pass-env")
    {
        Description = "variables of its environment that commands see beyond the usual ones",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    static LauncherCommand()
    {
        Limit.Between(1, 1_000);
        Drain.Between(0, 86_400);
    }

    public static Command Create()
    {
        var command = new Command("launcher", "Start and stop agents as balancing asks for it, until SIGTERM. The policy of the workspace says how many (balancing.minAgents, maxAgents).")
            .WithClient().With(Exec, Skills, Roles, Hook, Name, Limit, Drain, PassEnv);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var (exec, hook) = (parsed.GetValue(Exec), parsed.GetValue(Hook));
        if (exec is null == hook is null)
        {
            throw new WrongUsageException("either --exec or --hook is needed, and not both");
        }

        _ = AgentCommand.Parsed(parsed.GetValue(Skills));
        if (hook is null && !AgentSettings.IsId(LocalPool.NameOf(parsed.GetValue(Name)!, parsed.GetValue(Limit))))
        {
            throw new WrongUsageException($"--name '{parsed.GetValue(Name)}': its agents could not be called so ({AgentSettings.IdRule})");
        }

        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        using var signals = new StopSignals();
        var screen = parsed.Screen();
        var plan = new FleetPlan(settings.Workspace, Path.Combine(settings.DataDir, "launcher"), exec ?? "", [], parsed.GetValue(PassEnv) ?? [], parsed.GetValue(Drain));
        await using IAgentPool pool = hook is not null
            ? new HookPool(hook, parsed.GetValue(Name)!, settings.Workspace, screen)
            : new LocalPool(connection, plan, parsed.GetValue(Name)!, parsed.GetValue(Skills) ?? "", parsed.GetValue(Roles), screen);
        await new Launcher(connection.For(settings.Workspace), pool, parsed.GetValue(Name)!, parsed.GetValue(Limit), screen).RunAsync(signals.Asked);
        return ExitCode.Done;
    }
}
