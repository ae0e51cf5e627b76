using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <param name="ErrorSeconds">one standard deviation</param>
/// <param name="Samples">results it rests on; 0: the estimate, at the agent's general pace</param>
public readonly record struct Prediction(double Seconds, double ErrorSeconds, int Samples);

/// <summary>How long an agent will need for a task: learnt for the kind of task, drawn towards the agent's general pace while there are
/// few results, and the estimate where there are none.</summary>
public static class Predict
{
    private const double PriorSamples = 2;
    private const double PriorDeviation = 0.5;

    public static Prediction For(OpenTask task, AgentState agent)
    {
        var (estimate, seconds) = (Estimate(task), Seconds(task, RatioFor(agent, task.Family)));
        if (Known(agent, task.Family) is not { } baseline)
        {
            return new Prediction(seconds, Math.Round(estimate * agent.PaceRatio * PriorDeviation, 3), 0);
        }

        var n = Samples(baseline);
        var deviation = ((n * baseline.Deviation) + (PriorSamples * PriorDeviation * agent.PaceRatio)) / (n + PriorSamples);
        return new Prediction(seconds, Math.Round(estimate * deviation, 3), baseline.Count);
    }

    /// <summary>As predicted, with what is known of the agent and tasks of this kind.</summary>
    internal static double Seconds(OpenTask task, double ratio) => Math.Round(Estimate(task) * ratio, 3);

    /// <summary>Duration divided by estimate for tasks of the kind, whether results are known or not.</summary>
    internal static double RatioFor(AgentState agent, string family) => Known(agent, family) is { } baseline ? RatioOf(baseline, agent.PaceRatio) : agent.PaceRatio;

    private static double Estimate(OpenTask task) => Math.Max(1, task.EstimateSeconds);

    /// <summary>Duration divided by estimate for the kind of task.</summary>
    /// <param name="pace">the agent's general one</param>
    public static double RatioOf(Baseline known, double pace) => ((Samples(known) * known.Ratio) + (PriorSamples * pace)) / (Samples(known) + PriorSamples);

    /// <summary>What would have been learnt of an agent if so much were predicted for the task.</summary>
    public static Baseline Learnt(OpenTask task, double seconds, double pace)
    {
        var known = new Baseline(task.Family, 1_000, 0, 0);
        var n = Samples(known);
        return known with { Ratio = ((seconds / Estimate(task) * (n + PriorSamples)) - (PriorSamples * pace)) / n };
    }

    private static int Samples(Baseline known) => Math.Min(known.Count, 1_000);

    private static Baseline? Known(AgentState agent, string family)
    {
        foreach (var baseline in agent.Baselines)
        {
            if (baseline.Family == family)
            {
                return baseline;
            }
        }

        return null;
    }
}
