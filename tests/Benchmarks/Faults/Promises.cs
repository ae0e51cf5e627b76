namespace Weft.Benchmarks.Faults;

/// <summary>What clients were told, held against what the log and the receipts say.</summary>
internal sealed class Promises(Effects effects, IReadOnlyList<LoggedReceipt> receipts, IReadOnlyList<ToldCommand> commands)
{
    private readonly ILookup<string, LoggedReceipt> _receipts = receipts.ToLookup(r => r.Key);

    public IEnumerable<Violation> Check() => commands.SelectMany(CheckCommand).Concat(CheckReceipts());

    private IEnumerable<Violation> CheckCommand(ToldCommand command) => command.Told switch
    {
        Told.Accepted => Kept(command).Concat(Receipted(command)),
        Told.Refused => Refused(command),
        _ => [],
    };

    private IEnumerable<Violation> Kept(ToldCommand command)
    {
        foreach (var about in command.Tasks)
        {
            if (effects.Find(command, about) is not { } position)
            {
                yield return Found(ViolationKind.LostEffect, command, about, "was acknowledged, and is not in the log");
            }
            else if (position > command.Position)
            {
                yield return Found(ViolationKind.LateEffect, command, about, $"was acknowledged at position {command.Position}, and stands at {position}");
            }
        }
    }

    /// <summary>A claim that brought nothing leaves none.</summary>
    private IEnumerable<Violation> Receipted(ToldCommand command) =>
        command.Tasks.Count == 0 || _receipts.Contains(command.Key) ? [] : [Found(ViolationKind.ReceiptMissing, command, command.Tasks[0], "was acknowledged, and left no receipt")];

    /// <summary>Unless another command did the same.</summary>
    private IEnumerable<Violation> Refused(ToldCommand command) => command.Tasks
        .Where(about => effects.Find(command, about) is not null && !Others[(command.Kind, about)].Any())
        .Select(about => Found(ViolationKind.RefusedEffect, command, about, $"was refused ({command.Code}), and is in the log"));

    private ILookup<(CommandKind Kind, TaskRef About), ToldCommand> Others => field ??= commands.Where(c => c.Told != Told.Refused)
        .SelectMany(c => c.Tasks.Select(about => (Command: c, About: about))).ToLookup(c => (c.Command.Kind, c.About), c => c.Command);

    private IEnumerable<Violation> CheckReceipts()
    {
        var sent = commands.GroupBy(c => c.Key).ToDictionary(c => c.Key, c => c.First());
        foreach (var same in receipts.GroupBy(r => (r.Workspace, r.Actor, r.Key)))
        {
            if (same.Skip(1).Any())
            {
                yield return new Violation(ViolationKind.ReceiptTwice, same.Key.Actor, $"{same.Count()} receipts of the key {same.Key.Key}");
            }

            if (!sent.TryGetValue(same.Key.Key, out var command))
            {
                continue;
            }

            var promised = command.Kind == CommandKind.Claim ? same.First().Tasks : command.Tasks;
            foreach (var about in promised.Where(about => effects.Find(command, about) is null))
            {
                yield return Found(ViolationKind.ReceiptWithoutEffect, command, about, "has a receipt, and is not in the log");
            }
        }
    }

    private static Violation Found(ViolationKind kind, ToldCommand command, TaskRef about, string what) =>
        new(kind, $"workflow-{about.Workflow}", $"{command.Kind} of {command.Agent} {(about.Task.Length == 0 ? "" : $"for task {about.Task}, token {about.Token}, ")}key {command.Key} {what}");
}
