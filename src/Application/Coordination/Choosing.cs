using System.Collections.Immutable;
using Weft.Application.EventStore;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>Where the board's ready tasks and agents go into the chooser, and its record into the assignment stream, in the transaction of
/// what follows from it.</summary>
internal sealed class Choosing(Memory memory, Func<DateTimeOffset> clock)
{
    private readonly Board _board = memory.Board;

    public List<Emitted> Records { get; } = [];

    /// <summary>Decides, and writes down what the decision rests on when something came of it.</summary>
    public async ValueTask<ImmutableArray<Choice>> ChooseAsync(Domain.Workflows.Coordination coordination, IEnumerable<AgentState> asking)
    {
        var agents = asking.Where(a => a.Free > 0 || a.MergeFree).ToImmutableArray();
        var rules = memory.Policy.RulesInForce();
        var inputs = DecisionRecord.Inputs(
            memory.Self?.PolicyVersion ?? 1, memory.Policy.WeightsInForce(), rules, _board.Open(coordination, agents, rules, clock()), agents, _board.OrdinaryOf(agents));
        var choices = Distribute.Decide(inputs);
        if (choices.IsEmpty)
        {
            return choices;
        }

        var deciding = new Deciding(memory, Sender.System(memory.Workspace), clock());
        var parts = DecisionRecord.Write(inputs);
        foreach (var part in parts)
        {
            await deciding.EmitAsync(Streams.Assignment, "", part);
        }

        memory.Apply(deciding);
        Records.AddRange(deciding.Emitted);
        var from = deciding.Emitted.First(e => e.Kind == Streams.Assignment).Stamp.Version;
        return [.. choices.Select(c => c with { Why = Supervision.Name(c.Why, _board.Agents.GetValueOrDefault(c.Agent)) with { Decision = parts[0].Decision, DecisionVersion = from } })];
    }
}
