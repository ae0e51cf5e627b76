using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>The matrix of a decision: tasks by urgency × agents by name, with the reason where one is left out and the score elsewhere.</summary>
internal sealed class ScoreBoard
{
    /// <summary>More than any score.</summary>
    private const long BehindAll = 2_000_000;

    private readonly string?[][] _reasons;
    private readonly long[][] _scores;
    private readonly bool[][] _fits;
    private readonly double[] _quickest;
    private readonly ChoiceWeights _weights;

    private ScoreBoard(DecisionInputs inputs)
    {
        Tasks = [.. inputs.Tasks.Order(Precedence.Order)];
        Agents = [.. inputs.Agents.OrderBy(a => a.Id, StringComparer.Ordinal)];
        _weights = inputs.Weights;
        _quickest = new double[Tasks.Length];
        _reasons = new string?[Tasks.Length][];
        _scores = new long[Tasks.Length][];
        _fits = new bool[Tasks.Length][];
        Rules = inputs.Rules ?? ChoiceRules.None;
        MostDone = Agents.IsEmpty ? 0 : Agents.Max(a => a.Done);
        var alike = new Dictionary<(string, double), Prediction[]>();
        for (var row = 0; row < Tasks.Length; row++)
        {
            Fill(row, alike);
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

    public string? Reason(int row, int column) => _reasons[row][column];

    public long Score(int row, int column) => _scores[row][column];

    /// <summary>What it is chosen by: the score, behind all whose tier is one of those that the class is for.</summary>
    public long Rank(int row, int column) => _scores[row][column] - (_fits[row][column] ? 0 : BehindAll);

    public bool Fits(int row, int column) => _fits[row][column];

    public bool HasAble(int row) => Array.IndexOf(_reasons[row], null) >= 0;

    public int Able(int row)
    {
        var able = 0;
        foreach (var reason in _reasons[row])
        {
            able += reason is null ? 1 : 0;
        }

        return able;
    }

    public ImmutableSortedDictionary<string, int> LeftOut(int row)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var reason in _reasons[row])
        {
            if (reason is not null)
            {
                counts[reason] = counts.GetValueOrDefault(reason) + 1;
            }
        }

        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>The best of the others who could have done it.</summary>
    public int RunnerUp(int row, int chosen)
    {
        var best = -1;
        for (var c = 0; c < Agents.Length; c++)
        {
            if (c != chosen && _reasons[row][c] is null && (best < 0 || Rank(row, c) > Rank(row, best)))
            {
                best = c;
            }
        }

        return best;
    }

    /// <summary>What each agent is worth for the task; the wishes of urgent tasks count more. Equal ones are told apart by their order.</summary>
    public long[] Gains(int row)
    {
        var gains = new long[Agents.Length];
        for (var c = 0; c < gains.Length; c++)
        {
            gains[c] = _reasons[row][c] is null ? Weighted(row, Rank(row, c)) : Matching.Never;
        }

        return gains;
    }

    private long Weighted(int row, long rank) => (long)Math.Round(rank * (1 + (_weights.Priority * (Tasks.Length - row) / Tasks.Length)));

    /// <summary>What an agent who can have the task would be worth for it if it were like this, with the same rules.</summary>
    public long Gain(int row, AgentState agent) => Gain(row, agent, agent);

    /// <param name="other">another one, that may be quicker than all were</param>
    public long Gain(int row, AgentState agent, AgentState other) => Gain(row, agent, Math.Min(_quickest[row], Predict.For(Tasks[row], other).Seconds));

    /// <param name="quickestSeconds">of those who could do it</param>
    public long Gain(int row, AgentState agent, double quickestSeconds)
    {
        var score = Suitability.Of(Tasks[row], agent, Predict.For(Tasks[row], agent), quickestSeconds, MostDone).Score(_weights);
        return Weighted(row, score - (Suitability.TierFits(Tasks[row], agent, Rules) ? 0 : BehindAll));
    }

    /// <summary>How long the quickest of those who could do it would need if one of them were like this.</summary>
    public double Quickest(int row, int column, AgentState then)
    {
        var quickest = Predict.For(Tasks[row], then).Seconds;
        for (var c = 0; c < Agents.Length; c++)
        {
            quickest = c != column && _reasons[row][c] is null ? Math.Min(quickest, Predict.For(Tasks[row], Agents[c]).Seconds) : quickest;
        }

        return quickest;
    }

    public double Quickest(int row) => _quickest[row];

    public (Prediction Prediction, Criteria Criteria) At(int row, int column)
    {
        var predictions = Agents.Select(a => Predict.For(Tasks[row], a)).ToArray();
        return (predictions[column], Suitability.Of(Tasks[row], Agents[column], predictions[column], Quickest(row, predictions), MostDone));
    }

    private void Fill(int row, Dictionary<(string, double), Prediction[]> alike)
    {
        var task = Tasks[row];
        if (!alike.TryGetValue((task.Family, task.EstimateSeconds), out var predictions))
        {
            predictions = [.. Agents.Select(a => Predict.For(task, a))];
            alike[(task.Family, task.EstimateSeconds)] = predictions;
        }

        var reasons = _reasons[row] = new string?[Agents.Length];
        var scores = _scores[row] = new long[Agents.Length];
        var fits = _fits[row] = new bool[Agents.Length];
        for (var c = 0; c < reasons.Length; c++)
        {
            reasons[c] = Suitability.WhyNot(task, Agents[c], Rules);
            fits[c] = reasons[c] is null && Suitability.TierFits(task, Agents[c], Rules);
        }

        var quickest = _quickest[row] = Quickest(row, predictions);
        for (var c = 0; c < reasons.Length; c++)
        {
            scores[c] = reasons[c] is null ? Suitability.Of(task, Agents[c], predictions[c], quickest, MostDone).Score(_weights) : 0;
        }
    }

    private double Quickest(int row, Prediction[] predictions)
    {
        var quickest = double.PositiveInfinity;
        for (var c = 0; c < predictions.Length; c++)
        {
            quickest = _reasons[row][c] is null ? Math.Min(quickest, predictions[c].Seconds) : quickest;
        }

        return quickest;
    }
}
