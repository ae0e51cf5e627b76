namespace Weft.Benchmarks.Faults;

/// <summary>What the log holds of what commands do, to be looked up by command.</summary>
internal sealed class Effects
{
    private readonly Dictionary<(CommandKind Kind, string Workflow, string Task, long Token), (long Position, string Agent)> _found = [];

    public void Add(LoggedEvent happened)
    {
        if (KindOf(happened.Type) is not { } kind)
        {
            return;
        }

        var workflow = happened.Stream["workflow-".Length..];
        var token = kind == CommandKind.Claim ? happened.Version : happened.Token;
        _found.TryAdd((kind, workflow, happened.Task, token), (happened.Position, happened.Text("agent")));
    }

    /// <summary>The position of the effect; null when it is not there.</summary>
    public long? Find(ToldCommand command, TaskRef about) =>
        _found.TryGetValue((command.Kind, about.Workflow, about.Task, about.Token), out var effect) && (command.Kind != CommandKind.Claim || effect.Agent == command.Agent)
            ? effect.Position
            : null;

    private static CommandKind? KindOf(string type) => type switch
    {
        "workflow_defined" => CommandKind.CreateWorkflow,
        "task_assigned" => CommandKind.Claim,
        "task_started" => CommandKind.Start,
        "task_submitted" or "task_completed" => CommandKind.Submit,
        "task_released" => CommandKind.Release,
        _ => null,
    };
}
