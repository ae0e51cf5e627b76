using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>Looks for the smallest single change that would have given the task to another agent, or to nobody, measured by its part of what is possible: of all
/// that could speak for any other agent, and of all that could speak against the one that has it. The least that could do is tried first: <see cref="FlipBound"/>
/// and <see cref="KeepBound"/> say of each how much that is. What is named was tried, and nothing smaller would have done.</summary>
internal sealed class FlipSearch
{
    private readonly DecisionInputs _inputs;
    private readonly OpenTask _task;
    private readonly Placed _start;
    private readonly PriorityQueue<Trial, (double Size, int Order)> _trials = new();

    private FlipSearch(DecisionInputs inputs, OpenTask task)
    {
        (_inputs, _task) = (inputs, task);
        _start = Placed.Of(inputs, task);
    }

    /// <param name="Agent">whom it changes; may be one that the decision did not look at</param>
    /// <param name="Step">no smaller one does</param>
    /// <param name="Order">of equal ones the first is named</param>
    private sealed record Trial(AgentState Agent, Knob Knob, int Step, int Order);

    /// <param name="contenders">those that the decision looked at, and those that stood beside it</param>
    public static Flip? Smallest(DecisionInputs inputs, OpenTask task, ImmutableArray<Contender> contenders)
    {
        var beside = contenders.Where(c => !c.Considered).Select(c => c.State).ToImmutableArray();
        var (all, alone) = (Knobs.Alone(inputs with { Agents = inputs.Agents.AddRange(beside) }, task), Knobs.Alone(task));
        var search = new FlipSearch(all with { Agents = all.Agents[..inputs.Agents.Length] }, alone);
        search.Collect(contenders, all.Agents.ToDictionary(a => a.Id, StringComparer.Ordinal));
        return search.Search();
    }

    /// <summary>Where equal changes would do: of others that were looked at, to ask, room where none was left, and last what the one who has it could have lost.</summary>
    private void Collect(ImmutableArray<Contender> contenders, Dictionary<string, AgentState> agents)
    {
        foreach (var contender in contenders.Where(c => c.Considered && c.Agent != _start.Holder).OrderByDescending(c => c.Score ?? -1).ThenBy(c => c.Agent, StringComparer.Ordinal))
        {
            Begin(agents[contender.Agent], Knobs.Of(_inputs, _task, agents[contender.Agent]));
        }

        foreach (var agent in ByRank(contenders.Where(c => c.Verdict == Explain.NotAsking).Select(c => agents[c.Agent])))
        {
            Begin(agent, [Knobs.Asking(_task, agent)]);
        }

        foreach (var agent in contenders.Where(c => !c.Considered && c.Verdict is Match.AtCapacity or Match.MergeLaneBusy).Select(c => agents[c.Agent]))
        {
            Begin(agent, Knobs.Room(_task, agent));
        }

        if (_start.Holder is { } holder)
        {
            Begin(agents[holder], Knobs.Against(_inputs, _task, agents[holder]));
        }
    }

    private IEnumerable<AgentState> ByRank(IEnumerable<AgentState> agents)
    {
        var board = ScoreBoard.Of(_inputs with { Tasks = [_task], Agents = [.. agents] });
        return Enumerable.Range(0, board.Agents.Length).OrderByDescending(column => board.Rank(0, column)).Select(column => board.Agents[column]);
    }

    private void Begin(AgentState agent, IEnumerable<Knob> knobs)
    {
        foreach (var knob in knobs)
        {
            Next(new Trial(agent, knob, 0, _trials.Count), _start);
        }
    }

    private Flip? Search()
    {
        while (_trials.TryDequeue(out var trial, out _))
        {
            var placed = Placed.Of(Changed(trial), _task);
            if (trial.Agent.Id == _start.Holder ? placed.Holder != _start.Holder : placed.Holder == trial.Agent.Id)
            {
                return new Flip(trial.Agent.Id, trial.Knob.What, trial.Knob.From, trial.Knob.At(trial.Step).To, (double)trial.Step / trial.Knob.Steps, placed.Holder);
            }

            Next(trial, placed);
        }

        return null;
    }

    /// <summary>The next step at which it could do; none: it does not.</summary>
    /// <param name="placed">how the tasks are placed at the step that was tried</param>
    private void Next(Trial trial, Placed placed)
    {
        var next = trial.Agent.Id == _start.Holder ? Loses(trial, placed) : Gets(trial, placed);
        if (next <= trial.Knob.Steps)
        {
            _trials.Enqueue(trial with { Step = next }, ((double)next / trial.Knob.Steps, trial.Order));
        }
    }

    private int Gets(Trial trial, Placed placed)
    {
        var (knob, from) = (trial.Knob, trial.Step);
        var edge = knob.Edges is { } edges ? edges.FirstOrDefault(e => e > from && Can(knob, e), knob.Steps + 1) : Enumerable.Range(from + 1, knob.Steps - from).FirstOrDefault(e => Can(knob, e), knob.Steps + 1);
        return knob.Edges is null || !(from == 0 ? Can(_task, trial.Agent) : Can(knob, from)) ? edge
            : FlipBound.First(placed, trial.Agent.Id, knob, from, Math.Min(edge - 1, knob.Steps)) ?? edge;
    }

    /// <summary>Another tier may also be worth more, at a lower limit a merge may take one of the places, and where fewer places are left for all ordinary tasks together, others may be placed: nothing is said of these before they are tried.</summary>
    private int Loses(Trial trial, Placed placed) => trial.Knob.IsSwitch || (trial.Knob.What == Knobs.Reserved && _inputs.Ordinary is not null) || (trial.Knob.What == Knobs.Limit && trial.Agent.MergeFree)
        ? trial.Step + 1 : KeepBound.First(placed, trial.Agent.Id, trial.Knob, trial.Step) ?? trial.Knob.Steps + 1;

    private bool Can(Knob knob, int step) => knob.At(step) is var (task, agent, _) && Can(task, agent);

    private bool Can(OpenTask task, AgentState agent) => Suitability.WhyNot(task, agent, _inputs.Rules ?? ChoiceRules.None) is null;

    private DecisionInputs Changed(Trial trial)
    {
        var (now, then, _) = trial.Knob.At(trial.Step);
        return _inputs with
        {
            Agents = _inputs.Agents.Contains(trial.Agent) ? _inputs.Agents.Replace(trial.Agent, then) : _inputs.Agents.Add(then.Holding(Reserve.Known(_inputs))),
            Tasks = ReferenceEquals(now, _task) ? _inputs.Tasks : _inputs.Tasks.Replace(_task, now),
            Ordinary = trial.Knob.What != Knobs.Reserved || _inputs.Ordinary is not { } ordinary ? _inputs.Ordinary : Math.Max(0, ordinary + (trial.Agent.Reserved ?? 0) - (then.Reserved ?? 0)),
        };
    }
}
