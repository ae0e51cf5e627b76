using System.CommandLine;
using Weft.Application.Templates;
using Weft.Cli.Agents;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Worker.Git;

namespace Weft.Cli.Workflows;

/// <summary><c>weft run</c>: a workflow on a repository, with agents that run a command of one's own.</summary>
public static class RunCommand
{
    private static readonly Argument<string> Template = new("template") { Description = $"a template's name, or a file with one; built in: {string.Join(", ", BuiltInTemplates.All.Keys)}" };
    private static readonly Option<string> Repo = new("--repo") { Description = "the git repository; what is not committed there is refused", Required = true, HelpName = "FOLDER" };
    private static readonly Option<int> AgentCount = new("--agents") { Description = "how many agents", DefaultValueFactory = _ => 4 };
    private static readonly Option<string> Exec = new("--exec") { Description = "the command for each task; it finds the task in WEFT_TASK_* (docs/reference/worker.md)", Required = true, HelpName = "COMMAND" };

    private static readonly Option<string[]> Skills = new("--skills")
    {
        Description = "the agents' skills (csharp=0.8,react); given several times, the agents take them in turn. Default: every skill that the template asks for",
        HelpName = "SKILLS",
    };

    private static readonly Option<string> Roles = new("--roles") { Description = "what the agents are in the workspace's domain map: backend,infrastructure; their keys grant it", HelpName = "ROLES" };
    private static readonly Option<string[]> Set = new("--set") { Description = "a value for one of the template's parameters", HelpName = "NAME=VALUE" };
    private static readonly Option<string[]> PassEnv = new("--pass-env") { Description = "variables that commands see beyond the usual ones", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };

    public static Command Create()
    {
        Template.Arity = ArgumentArity.ExactlyOne;
        AgentCount.Between(1, 64);
        var command = new Command("run", "Run a workflow on a repository with agents that run a command of yours; the result is a branch weft/… in it. Your own branches and files stay as they are.") { Template };
        command.WithServer().WithClientFlags().With(Repo, AgentCount, Exec, Skills, Roles, Set, PassEnv, SettingsOptions.Json);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var (settings, screen) = (parsed.Settings(), parsed.Screen());
        var request = Read(parsed);
        using var stop = new StopSignals();
        // Before anything else: what is refused has started nothing.
        await Repositories.CheckAsync(request.Repository, stop.Asked);
        if (settings.Url is not null)
        {
            // Agents of a workspace take whatever work is there: two runs on one server would do each other's tasks with their own command.
            using var there = Connection.Open(settings);
            return await new RepositoryRun(there, settings.Apart($"run-{Guid.CreateVersion7():N}"), request, screen).RunAsync(stop.Asked);
        }

        await using var server = await OwnServer.StartAsync(settings.OnFreePort().Quietly(), screen.Say, stop.Asked);
        using var here = new Connection(server.Url, server.AdminKey ?? throw new WrongUsageException("no admin key of this database is known: set WEFT_ADMIN_KEY"));
        var result = await new RepositoryRun(here, settings, request, screen).RunAsync(stop.Asked);
        await server.StopAsync();
        return result;
    }

    private static RunRequest Read(ParseResult parsed)
    {
        var template = parsed.GetRequiredValue(Template);
        var text = File.Exists(template) ? File.ReadAllText(template) : null;
        if (text is null && (template.Contains('/', StringComparison.Ordinal) || template.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)))
        {
            throw new WrongUsageException($"there is no file {template}");
        }

        var agents = parsed.GetValue(AgentCount);
        var set = new Dictionary<string, string>(StringComparer.Ordinal) { ["ParallelAgents"] = agents.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        foreach (var pair in parsed.GetValue(Set) ?? [])
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, right) : throw new WrongUsageException($"--set {pair}: write NAME=VALUE");
            set[name] = value;
        }

        var skills = parsed.GetValue(Skills) ?? [];
        Array.ForEach(skills, each => AgentCommand.Parsed(each));
        return new RunRequest(template, text, parsed.GetRequiredValue(Repo), agents, parsed.GetRequiredValue(Exec), skills, set, parsed.GetValue(PassEnv) ?? [], parsed.GetValue(Roles));
    }
}
