using System.Globalization;
using System.Text;
using Weft.Contracts;

namespace Weft.Worker.Agents;

/// <summary>One line an event, as <c>name=value</c>: never a key, a variable's value, or what a command wrote.</summary>
public sealed class AgentLog(TextWriter writer, string agent, string workspace, TimeProvider time)
{
    private readonly Lock _turn = new();

    public void Write(string level, string message, ClaimedTask? task = null, Exception? problem = null)
    {
        var line = new StringBuilder();
        line.Append(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        line.Append(" level=").Append(level).Append(" agent=").Append(agent).Append(" workspace=").Append(workspace);
        if (task is not null)
            line.Append(CultureInfo.InvariantCulture, $" workflow={task.Workflow} task={task.Task} attempt={task.Attempt} token={task.Token}");
        line.Append(" msg=").Append(Quoted(message));
        if (problem is not null)
            line.Append(" problem=").Append(Quoted($"{problem.GetType().Name}: {problem.Message}"));
        lock (_turn)
        {
            writer.WriteLine(line.ToString());
            writer.Flush();
        }
    }

    public void Info(string message, ClaimedTask? task = null) => Write("info", message, task);

    public void Warn(string message, ClaimedTask? task = null, Exception? problem = null) => Write("warn", message, task, problem);

    private static string Quoted(string text)
    {
        var clean = new string([.. text.Take(1000).Select(c => char.IsControl(c) ? ' ' : c)]);
        return $"\"{clean.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
