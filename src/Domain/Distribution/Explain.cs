using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>One agent's part in a decision about a task.</summary>
/// <param name="Verdict">chosen; the reason code that left it out; lower-score: the chosen one's was no lower, and both tiers are for the class or neither; lower-tier: its tier is none that the class is for and
/// the chosen one's is, which goes before any score; needed-elsewhere: it would have been better, but the batch as a whole gained more with it at other tasks; places-taken: more urgent tasks took what was free; workflow-at-limit: more urgent tasks of its run took all that the run allows at once; not-asking: it would have fitted and had no claim open</param>
/// <param name="State">as the choice saw it; of one that it did not look at, as it stood then</param>
/// <param name="Considered">false: the choice did not look at it, since it did not ask, had no place or did not take work</param>
public sealed record Contender(string Agent, string Verdict, double? Score, Criteria? Criteria, Prediction Prediction, AgentState State, bool Considered);

/// <summary>The smallest change of one thing after which another agent would have got the task, or nobody, tried by deciding again.</summary>
/// <param name="Agent">whose change it is: another one's, which would have got it by that, or the chosen one's</param>
/// <param name="Size">that it is measured by: the change as a part of all that is possible, from 0 to 1. For another agent: of a level what is missing to 1, of a prediction or a
/// utilisation itself, of places those that are taken, barred or held back. Against the chosen one: of a level itself, of a utilisation what is missing to 1, of places those
/// that it has, of a longer prediction what is more, as a part of the longer one. What is or is not, is 1</param>
/// <param name="What">skill-level:NAME, predicted-seconds, free-place, limit (it may be given so many), utilisation, reserved (so many places fewer or more held back, of all places together); and what is or is not,
/// 1 speaking for the agent: asking, active, breaker, slice, excluded, merges, merge-lane (it is free), role:NAME; tier:NAME</param>
/// <param name="Holder">who would have had the task then; null: nobody</param>
public sealed record Flip(string Agent, string What, double From, double To, double Size = 1, string? Holder = null);

public sealed record Explanation(OpenTask Task, string? Chosen, ImmutableArray<Contender> Contenders, Flip? SmallestFlip);

/// <summary>Why this agent, and why not the others: computed again from the recorded inputs.</summary>
public static class Explain
{
    public const string Chosen = "chosen";
    public const string LowerScore = "lower-score";
    public const string LowerTier = "lower-tier";
    public const string NeededElsewhere = "needed-elsewhere";
    public const string PlacesTaken = "places-taken";
    public const string NotAsking = "not-asking";
    public const string WorkflowAtLimit = "workflow-at-limit";

    /// <param name="others">agents that the decision did not look at, as they stood when it was made</param>
    public static Explanation? Of(DecisionInputs inputs, string workflow, string task, ImmutableArray<AgentState> others = default)
    {
        var board = ScoreBoard.Of(inputs);
        var row = board.Tasks.ToList().FindIndex(t => t.Workflow == workflow && t.Task == task);
        if (row < 0 || DecisionRecord.Again(inputs) is not { } choices)
        {
            return null;
        }

        var chosen = choices.FirstOrDefault(c => c.Task.Workflow == workflow && c.Task.Task == task)?.Agent;
        var nobody = IsBeyond(board.Tasks[row], choices) ? WorkflowAtLimit : PlacesTaken;
        var contenders = board.Agents.Select((agent, column) => Contend(board, row, column, agent, chosen, nobody))
            .Concat((others.IsDefault ? [] : others).Select(agent => Aside(board, row, As(inputs, agent)))).ToImmutableArray();
        return new Explanation(board.Tasks[row], chosen, [.. contenders.OrderByDescending(c => c.Agent == chosen).ThenByDescending(c => c.Score ?? -1)
            .ThenBy(c => c.Agent, StringComparer.Ordinal)], FlipSearch.Smallest(inputs, board.Tasks[row], contenders));
    }

    /// <summary>More urgent tasks of its run got all places that the run had left.</summary>
    private static bool IsBeyond(OpenTask task, ImmutableArray<Choice> choices) => task is { RunPlaces: { } places, InMergeLane: false }
        && choices.Count(c => c.Task.Workflow == task.Workflow && !c.Task.InMergeLane && Precedence.Order.Compare(c.Task, task) < 0) >= places;

    /// <param name="nobody">why where nobody got it</param>
    private static Contender Contend(ScoreBoard board, int row, int column, AgentState agent, string? chosen, string nobody)
    {
        var (prediction, criteria) = board.At(row, column);
        if (board.Reason(row, column) is { } reason)
        {
            return new Contender(agent.Id, reason, null, null, prediction, agent, true);
        }

        var score = board.Score(row, column);
        var winner = chosen is null ? -1 : board.Agents.ToList().FindIndex(a => a.Id == chosen);
        var verdict = agent.Id == chosen ? Chosen
            : winner < 0 ? nobody
            : board.Rank(row, column) > board.Rank(row, winner) ? NeededElsewhere
            : !board.Fits(row, column) && board.Fits(row, winner) ? LowerTier : LowerScore;
        return new Contender(agent.Id, verdict, score / 1e6, criteria, prediction, agent, true);
    }

    private static Contender Aside(ScoreBoard board, int row, AgentState agent) => new(
        agent.Id, Suitability.WhyNot(board.Tasks[row], agent, board.Rules) ?? NotAsking, null, null, Predict.For(board.Tasks[row], agent), agent, false);

    /// <summary>With no more than the chooser knew of, and what it held back.</summary>
    private static AgentState As(DecisionInputs inputs, AgentState agent) => inputs.Chooser == Distribute.First
        ? agent with { BreakerOpen = null, Reserved = null, Training = null } : agent.Reserved is null ? agent.Holding(Reserve.Known(inputs)) : agent;
}
