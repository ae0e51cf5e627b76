using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>Looks for the smallest single change that would have given the task to another agent, measured by its part of what is possible. All agents and all
/// kinds of change are looked at, the least that could do first: <see cref="FlipBound"/> says of each how much that is. What is named was tried, and
/// nothing smaller would have done.</summary>
internal sealed class FlipSearch
{
    private readonly DecisionInputs _inputs;
    private readonly OpenTask _task;
    private readonly PriorityQueue<Trial, (double Size, int Order)> _trials = new();

    private FlipSearch(DecisionInputs inputs, OpenTask task) => (_inputs, _task) = (Knobs.Alone(inputs, task), Knobs.Alone(task));

    /// <param name="Step">no smaller one does</param>
    private sealed record Trial(AgentState Agent, Knob Knob, int Step, int Order);

    public static Flip? Smallest(DecisionInputs inputs, OpenTask task, ImmutableArray<Contender> contenders) =>
        new FlipSearch(inputs, task).Search(contenders) ?? Asking(inputs, task, contenders);

    private Flip? Search(ImmutableArray<Contender> contenders)
    {
        var start = Placed.Of(_inputs, _task);
        foreach (var contender in contenders.Where(c => c.Considered && c.Verdict != Explain.Chosen).OrderByDescending(c => c.Score ?? -1).ThenBy(c => c.Agent, StringComparer.Ordinal))
        {
            var agent = _inputs.Agents.First(a => a.Id == contender.Agent);
            foreach (var knob in Knobs.Of(_inputs, _task, agent))
            {
                Next(new Trial(agent, knob, 0, _trials.Count), start);
            }
        }

        while (_trials.TryDequeue(out var trial, out _))
        {
            var placed = Placed.Of(Changed(trial), _task);
            if (placed.Holder == trial.Agent.Id)
            {
                return new Flip(trial.Agent.Id, trial.Knob.What, trial.Knob.From, trial.Knob.At(trial.Step).To, (double)trial.Step / trial.Knob.Steps);
            }

            Next(trial, placed);
        }

        return null;
    }

    /// <summary>The next step at which it could do; none: it does not.</summary>
    /// <param name="placed">how the tasks are placed at the step that was tried</param>
    private void Next(Trial trial, Placed placed)
    {
        var (knob, from) = (trial.Knob, trial.Step);
        var edge = knob.Edges is { } edges ? edges.FirstOrDefault(e => e > from && Can(knob, e), knob.Steps + 1) : Enumerable.Range(from + 1, knob.Steps - from).FirstOrDefault(e => Can(knob, e), knob.Steps + 1);
        var next = knob.Edges is null || !(from == 0 ? Can(_task, trial.Agent) : Can(knob, from)) ? edge
            : FlipBound.First(placed, trial.Agent.Id, knob, from, Math.Min(edge - 1, knob.Steps)) ?? edge;
        if (next <= knob.Steps)
        {
            _trials.Enqueue(trial with { Step = next }, ((double)next / knob.Steps, trial.Order));
        }
    }

    private bool Can(Knob knob, int step) => knob.At(step) is var (task, agent, _) && Can(task, agent);

    private bool Can(OpenTask task, AgentState agent) => Suitability.WhyNot(task, agent, _inputs.Rules ?? ChoiceRules.None) is null;

    private DecisionInputs Changed(Trial trial)
    {
        var (now, then, _) = trial.Knob.At(trial.Step);
        return _inputs with
        {
            Agents = _inputs.Agents.Replace(trial.Agent, then),
            Tasks = ReferenceEquals(now, _task) ? _inputs.Tasks : _inputs.Tasks.Replace(_task, now),
            Ordinary = _inputs.Ordinary + Math.Max(0, (trial.Agent.Reserved ?? 0) - (then.Reserved ?? 0)),
        };
    }

    /// <summary>Where nothing about those who asked would have flipped it: the best of those who fitted and did not ask, with all its free places.</summary>
    private static Flip? Asking(DecisionInputs inputs, OpenTask task, ImmutableArray<Contender> contenders)
    {
        var board = ScoreBoard.Of(inputs with { Tasks = [task], Agents = [.. contenders.Where(c => c.Verdict == Explain.NotAsking).Select(c => c.State)] });
        return Enumerable.Range(0, board.Agents.Length).OrderByDescending(column => board.Rank(0, column)).Select(column => board.Agents[column])
            .Where(agent => Placed.Of(inputs with { Agents = inputs.Agents.Add(agent) }, task).Holder == agent.Id).Select(agent => new Flip(agent.Id, "asking", 0, 1)).FirstOrDefault();
    }
}
