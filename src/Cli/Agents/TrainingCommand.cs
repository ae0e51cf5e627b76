using System.CommandLine;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Contracts;

namespace Weft.Cli.Agents;

/// <summary><c>weft training</c>: which agents learn a skill under supervision, and what their supervisors say of their work.</summary>
public static class TrainingCommand
{
    private static readonly Argument<string> Agent = new("agent") { Description = "the agent that learns, as 'weft training list' shows it" };
    private static readonly Argument<string> Skill = new("skill") { Description = "the skill that it learns" };
    private static readonly Option<string> Supervisor = new("--supervisor") { Description = "only what this agent reviews" };
    private static readonly Option<string> By = new("--by") { Description = "its supervisor", Required = true };
    private static readonly Option<string> Workflow = new("--workflow") { Description = "the run that the task belongs to", Required = true };
    private static readonly Option<string> Task = new("--task") { Description = "the task that it handed in", Required = true };
    private static readonly Option<int> Attempt = new("--attempt") { Description = "which attempt at it", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Passed = new("--passed") { Description = "the work is good; enough of it brings the skill" };
    private static readonly Option<bool> Failed = new("--failed") { Description = "the work is not; too much of it ends the training" };

    public static Command Create()
    {
        var list = new Command("list", "List the agents that learn a skill, with their supervisors, how far they have come, and what waits for a review.");
        list.WithClient().With(Supervisor, SettingsOptions.Json);
        list.SetAction((parsed, cancellation) => ListAsync(parsed, cancellation));
        var review = new Command("review", "Say, as its supervisor, whether a task passed that an agent did to learn.") { Agent, Skill };
        review.WithClient().With(By, Workflow, Task, Attempt, Passed, Failed, SettingsOptions.Json).SetAction((parsed, cancellation) => ReviewAsync(parsed, cancellation));
        return new Command("training", "Look at what agents learn under supervision, and judge their work.") { list, review };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var asked = parsed.GetValue(Supervisor) is { } supervisor ? $"training?supervisor={Uri.EscapeDataString(supervisor)}" : "training";
        var found = await Listing.AllAsync<LearnerView>(connection.For(settings.Workspace), asked, cancellation);
        parsed.Screen().Result(found);
        foreach (var t in found)
        {
            parsed.Screen().Line(FormattableString.Invariant($"{t.Agent}  {t.Skill} {t.Level:0.##}  supervised by {t.Supervisor}  {t.Passed} passed, {t.Failed} failed"));
            foreach (var (word, practice) in t.UnderWay.Select(p => ("under way", p)).Concat(t.Waiting.Select(p => ("waits for its review", p))))
            {
                parsed.Screen().Line(FormattableString.Invariant($"  {practice.Workflow} {practice.Task} #{practice.Attempt}  {word} since {practice.Since:u}"));
            }
        }

        return ExitCode.Done;
    }

    private static async Task<int> ReviewAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var passed = parsed.GetValue(Passed);
        if (passed == parsed.GetValue(Failed))
        {
            throw new WrongUsageException("Say either --passed or --failed.");
        }

        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var (agent, skill) = (parsed.GetRequiredValue(Agent), parsed.GetRequiredValue(Skill));
        var review = new TrainingReviewRequest(
            parsed.GetRequiredValue(By), parsed.GetRequiredValue(Workflow), parsed.GetRequiredValue(Task), parsed.GetValue(Attempt), passed);
        var answer = await connection.For(settings.Workspace).ReviewTrainingAsync(agent, skill, review, cancellation: cancellation);
        parsed.Screen().Result(answer);
        parsed.Screen().Line($"{agent}'s work for {skill} {(passed ? "passed" : "did not pass")}");
        return ExitCode.Done;
    }
}
