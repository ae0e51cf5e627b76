using System.CommandLine;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Contracts;

namespace Weft.Cli.Workflows;

/// <summary><c>weft status</c> (also <c>weft board</c>): what is going on in a workspace.</summary>
public static class StatusCommand
{
    public static Command Create(string name)
    {
        var command = new Command(name, "Show what is going on: live runs, tasks, agents, conflicts that wait for an answer.").WithClient().With(SettingsOptions.Json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = parsed.Settings();
            using var connection = Connection.Open(settings);
            var board = await connection.For(settings.Workspace).GetAsync<BoardView>("board", cancellation: cancellation);
            parsed.Screen().Result(board);
            Show(board, parsed.Screen());
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(BoardView board, Screen screen)
    {
        screen.Line($"as of position {board.Position}");
        Section(screen, "runs", board.Workflows, run => $"{run.Id}  {run.Status,-10} {run.Percent,5:0.0} %  {run.Name}");
        Section(screen, "tasks", board.Tasks, task => $"{task.Task,-40} {task.Status,-10} attempt {task.Attempt}  {task.Holder}{Note(task)}");
        Section(screen, "agents", board.Agents, agent => $"{agent.Id,-24} {agent.Status,-9} {agent.Held.Count}/{agent.Capacity}  {string.Join(",", agent.Skills.Select(skill => skill.Name))}{Breaker(agent)}");
        Section(screen, "open conflicts", board.Conflicts, conflict => $"{conflict.Id}  {conflict.Task}: {string.Join(", ", conflict.Files.Select(file => file.Path))}   (weft conflict show {conflict.Id})");
        screen.Line(board.Truncated ? "(there is more than is shown)" : "");
    }

    /// <summary>Why nobody works on it, where that is no wait for an agent.</summary>
    private static string Note(TaskView task) => task.Note is { Length: > 0 } note && (task.Status is "deferred" || task.MergeFailed) ? $"  {note}" : "";

    private static string Breaker(AgentView agent) => agent.Breaker is { State: not "closed" and var state } ? $"  breaker {state} (weft breaker list)" : "";

    private static void Section<T>(Screen screen, string title, IReadOnlyList<T> items, Func<T, string> line)
    {
        screen.Line($"{title}: {(items.Count == 0 ? "none" : "")}");
        foreach (var item in items)
        {
            screen.Line($"  {line(item)}");
        }
    }
}
