using System.CommandLine;
using Weft.Cli.Settings;
using Weft.Worker.Agents;

namespace Weft.Cli.Agents;

/// <summary><c>weft agent</c>: a worker that takes tasks it is able to do and runs a command for each.</summary>
public static class AgentCommand
{
    private static readonly Option<string> Skills = new("--skills") { Description = "what it is able to do, with levels from 0 to 1: csharp=0.8,react", HelpName = "SKILLS" };
    private static readonly Option<string> Exec = new("--exec") { Description = "the command for each task; it finds the task in WEFT_TASK_* (docs/reference/worker.md)", HelpName = "COMMAND" };
    private static readonly Option<string> Id = new("--name") { Description = "its name in the workspace, a-z 0-9 . _ - (default: host and process)", HelpName = "NAME" };
    private static readonly Option<string> Home = new("--home") { Description = "its own folder for clones and tasks (default: below the data folder)", HelpName = "FOLDER" };
    private static readonly Option<string> Repo = new("--repo") { Description = "a git remote to clone before asking for work (default: cloned with the first task that names it)", HelpName = "REMOTE" };
    private static readonly Option<int> Capacity = new("--capacity") { Description = "tasks at once", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Merges = new("--merges") { Description = "also merge finished branches" };
    private static readonly Option<string> Tier = new("--tier") { Description = "junior, senior or architect", DefaultValueFactory = _ => "senior" };
    private static readonly Option<string> Roles = new("--roles") { Description = "what it is in the workspace's domain map: backend,infrastructure; its key must grant it", HelpName = "ROLES" };
    private static readonly Option<string> Launcher = new("--launcher") { Description = "the launcher that started it: no more of these join than the workspace's policy wants", HelpName = "NAME" };
    private static readonly Option<string> Specialty = new("--specialty") { Description = "what it is best at, for people to read" };

    private static readonly Option<string[]> PassEnv = new("--pass-env")
    {
        Description = "variables of its environment that commands see beyond the usual ones",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double> DrainSeconds = new("--drain-seconds") { Description = "how long running work may go on after SIGTERM", DefaultValueFactory = _ => 30 };
    private static readonly Option<double> GraceSeconds = new("--grace-seconds") { Description = "how long a command may take to end when it is asked to", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Heartbeat = new("--heartbeat-seconds") { Description = "the longest time between two signs of life", DefaultValueFactory = _ => 5 };

    // A starter that dies takes its agents along: they hold the other end of its pipe.
    private static readonly Option<bool> UntilInputEnds = new("--until-input-ends") { Description = "leave when standard input ends", Hidden = true };

    public static Command Create()
    {
        var command = new Command("agent", "Start an agent: it takes tasks that its skills fit and runs a command for each. Needs WEFT_KEY, WEFT_URL, WEFT_WORKSPACE. SIGTERM: finish and leave.")
            .WithClient().With(Skills, Exec, Id, Home, Repo, Capacity, Merges, Tier, Specialty, Roles, Launcher, PassEnv, DrainSeconds, GraceSeconds, Heartbeat, UntilInputEnds);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var settings = Read(parsed);
        if (settings.Problems() is { Count: > 0 } problems)
        {
            throw new WrongUsageException(string.Join(Environment.NewLine, problems));
        }

        using var signals = new DrainSignals();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(signals.Drain);
        if (parsed.GetValue(UntilInputEnds))
        {
            _ = WatchInputAsync(gone);
        }

        return await AgentHost.RunAsync(settings, Console.Error, gone.Token, signals.Now);
    }

    private static AgentSettings Read(ParseResult parsed)
    {
        var settings = parsed.Settings();
        var id = parsed.GetValue(Id) ?? $"{Environment.MachineName}-{Environment.ProcessId}".ToLowerInvariant();
        return new AgentSettings
        {
            Url = settings.Url ?? "",
            Key = settings.Key ?? "",
            Workspace = settings.Workspace,
            Id = id,
            Skills = Parsed(parsed.GetValue(Skills)),
            Tier = parsed.GetValue(Tier)!,
            Specialty = parsed.GetValue(Specialty),
            Roles = RolesOf(parsed.GetValue(Roles)),
            Launcher = parsed.GetValue(Launcher),
            Capacity = parsed.GetValue(Capacity),
            Merges = parsed.GetValue(Merges),
            Home = Path.GetFullPath(parsed.GetValue(Home) ?? Path.Combine(settings.DataDir, "agents", id)),
            Repository = parsed.GetValue(Repo) is { } repository ? Directory.Exists(repository) ? Path.GetFullPath(repository) : repository : null,
            Exec = parsed.GetValue(Exec),
            PassEnv = parsed.GetValue(PassEnv) ?? [],
            DrainSeconds = parsed.GetValue(DrainSeconds),
            GraceSeconds = parsed.GetValue(GraceSeconds),
            HeartbeatSeconds = parsed.GetValue(Heartbeat),
        };
    }

    internal static IReadOnlyList<Contracts.SkillLevel> Parsed(string? skills)
    {
        try
        {
            return SkillSyntax.Parse(skills);
        }
        catch (FormatException wrong)
        {
            throw new WrongUsageException($"--skills: {wrong.Message}");
        }
    }

    internal static IReadOnlyList<string> RolesOf(string? roles) => roles?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static async Task WatchInputAsync(CancellationTokenSource gone)
    {
        var buffer = new byte[16];
        await using var input = Console.OpenStandardInput();
        while (await input.ReadAsync(buffer) > 0)
        {
            // Whatever is said there is not for us.
        }

        await gone.CancelAsync();
    }
}
