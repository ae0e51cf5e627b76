using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>The matrix of a decision: tasks by urgency × agents by name, with the reason where one is left out and the score elsewhere.</summary>
internal sealed class ScoreBoard
{
    /// <summary>More than any score.</summary>
    private const long BehindAll = 2_000_000;

    private readonly Ability[] _abilities;
    private readonly long[][] _scores;
    private readonly double[] _quickest;
    private readonly ChoiceWeights _weights;

    private ScoreBoard(DecisionInputs inputs)
    {
        Tasks = [.. inputs.Tasks.Order(Precedence.Order)];
        Agents = [.. inputs.Agents.OrderBy(a => a.Id, StringComparer.Ordinal)];
        _weights = inputs.Weights;
        _quickest = new double[Tasks.Length];
        _scores = new long[Tasks.Length][];
        Rules = inputs.Rules ?? ChoiceRules.None;
        MostDone = Agents.IsEmpty ? 0 : Agents.Max(a => a.Done);
        _abilities = Ability.Of(Tasks, Agents, Rules);
        Criteria[] standing = [.. Agents.Select(a => Suitability.Standing(a, MostDone))];
        var ratios = new Dictionary<string, double[]>(StringComparer.Ordinal);
        for (var row = 0; row < Tasks.Length; row++)
        {
            if (!ratios.TryGetValue(Tasks[row].Family, out var ratio))
            {
                ratios[Tasks[row].Family] = ratio = [.. Agents.Select(a => Predict.RatioFor(a, Tasks[row].Family))];
            }

            Fill(row, standing, ratio);
        }
    }

    public ImmutableArray<OpenTask> Tasks { get; }

    public ImmutableArray<AgentState> Agents { get; }

    public ChoiceRules Rules { get; }

    public int MostDone { get; }

    public static ScoreBoard Of(DecisionInputs inputs) => new(inputs);

    public int RowOf(OpenTask task)
    {
        var row = 0;
        while (row < Tasks.Length && (Tasks[row].Workflow != task.Workflow || Tasks[row].Task != task.Task))
        {
            row++;
        }

        return row < Tasks.Length ? row : -1;
    }

    public int ColumnOf(string agent)
    {
        var column = 0;
        while (column < Agents.Length && Agents[column].Id != agent)
        {
            column++;
        }

        return column < Agents.Length ? column : -1;
    }

    public string? Reason(int row, int column) => _abilities[row].Reason(column);

    public long Score(int row, int column) => _scores[row][column];

    /// <summary>What it is chosen by: the score, behind all whose tier is one of those that the class is for.</summary>
    public long Rank(int row, int column) => _scores[row][column] - (Fits(row, column) ? 0 : BehindAll);

    public bool Fits(int row, int column) => _abilities[row].TierFits(column);

    public bool HasAble(int row) => Able(row) > 0;

    public int Able(int row) => _abilities[row].Able;

    public ImmutableSortedDictionary<string, int> LeftOut(int row) => _abilities[row].LeftOut;

    /// <summary>The best of the others who could have done it.</summary>
    public int RunnerUp(int row, int chosen)
    {
        var (best, most, ability) = (-1, long.MinValue, _abilities[row]);
        for (var c = 0; c < Agents.Length; c++)
        {
            if (c != chosen && ability.Reason(c) is null && Rank(row, c) is var rank && rank > most)
            {
                (best, most) = (c, rank);
            }
        }

        return best;
    }

    /// <summary>What each agent is worth for the task; the wishes of urgent tasks count more. Equal ones are told apart by their order.</summary>
    public long[] Gains(int row)
    {
        var (gains, weight, ability) = (new long[Agents.Length], Weight(row), _abilities[row]);
        for (var c = 0; c < gains.Length; c++)
        {
            gains[c] = ability.Reason(c) is null ? Weighted(Rank(row, c), weight) : Matching.Never;
        }

        return gains;
    }

    private double Weight(int row) => 1 + (_weights.Priority * (Tasks.Length - row) / Tasks.Length);

    private static long Weighted(long rank, double weight) => (long)Math.Round(rank * weight);

    /// <summary>What an agent who can have the task would be worth for it if it were like this, with the same rules.</summary>
    public long Gain(int row, AgentState agent) => Gain(row, agent, agent);

    /// <param name="other">another one, that may be quicker than all were</param>
    public long Gain(int row, AgentState agent, AgentState other) => Gain(row, agent, Math.Min(_quickest[row], Predict.For(Tasks[row], other).Seconds));

    /// <param name="quickestSeconds">of those who could do it</param>
    public long Gain(int row, AgentState agent, double quickestSeconds)
    {
        var score = Suitability.Of(Tasks[row], agent, Predict.For(Tasks[row], agent), quickestSeconds, MostDone).Score(_weights);
        return Weighted(score - (Suitability.TierFits(Tasks[row], agent, Rules) ? 0 : BehindAll), Weight(row));
    }

    /// <summary>How long the quickest of those who could do it would need if one of them were like this.</summary>
    public double Quickest(int row, int column, AgentState then)
    {
        var quickest = Predict.For(Tasks[row], then).Seconds;
        for (var c = 0; c < Agents.Length; c++)
        {
            quickest = c != column && Reason(row, c) is null ? Math.Min(quickest, Predict.For(Tasks[row], Agents[c]).Seconds) : quickest;
        }

        return quickest;
    }

    public double Quickest(int row) => _quickest[row];

    public (Prediction Prediction, Criteria Criteria) At(int row, int column)
    {
        var prediction = Predict.For(Tasks[row], Agents[column]);
        return (prediction, Suitability.Of(Tasks[row], Agents[column], prediction, _quickest[row], MostDone));
    }

    /// <param name="standing">by agent</param>
    /// <param name="ratios">by agent, for tasks like this one</param>
    private void Fill(int row, Criteria[] standing, double[] ratios)
    {
        var (task, ability) = (Tasks[row], _abilities[row]);
        var (seconds, quickest) = (new double[ratios.Length], double.PositiveInfinity);
        for (var c = 0; c < ratios.Length; c++)
        {
            seconds[c] = Predict.Seconds(task, ratios[c]);
            quickest = ability.Reason(c) is null ? Math.Min(quickest, seconds[c]) : quickest;
        }

        _quickest[row] = quickest;
        var scores = _scores[row] = new long[ratios.Length];
        for (var c = 0; c < ratios.Length; c++)
        {
            if (ability.Reason(c) is null)
            {
                scores[c] = (standing[c] with { Fit = ability.Fit(c), Finish = Suitability.Finish(seconds[c], quickest), Affinity = Suitability.Affinity(task, Agents[c]) }).Score(_weights);
            }
        }
    }
}
