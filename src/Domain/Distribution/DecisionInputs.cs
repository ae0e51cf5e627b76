using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>How much each criterion counts; only their ratio matters. Rules come before them, in a fixed order. For each agent: it takes work, its domain, its skills,
/// its tier where the class requires one, what others have for themselves, exclusions, its breaker, its places, what of them is held back. Then the most urgent
/// tasks get places first. Among those who can have a task, where the class prefers tiers, these go before all others, whatever the score.</summary>
/// <param name="Fit">level in what is asked, and focus</param>
/// <param name="Finish">predicted end, against the quickest who could do it</param>
/// <param name="Load">the share of its places that is without a task</param>
/// <param name="Priority">how much more the wishes of urgent tasks count than those of others</param>
/// <param name="Fairness">who has done less so far</param>
/// <param name="Affinity">who did what the task builds on</param>
/// <param name="Cost">dearer tiers are spared for what needs them</param>
public sealed record ChoiceWeights(double Fit, double Finish, double Load, double Priority, double Fairness, double Affinity, double Cost)
{
    public static ChoiceWeights Default { get; } = Of(0.4);

    /// <summary>So much for load, what is left for the others in fixed parts.</summary>
    public static ChoiceWeights Of(double load) => new(
        Part(load, 0.45), Part(load, 0.25), load, 1, Part(load, 0.15), Part(load, 0.1), Part(load, 0.05));

    private static double Part(double load, double share) => Math.Round((1 - load) * share, 6);
}

/// <summary>A task that could start now, with all that the choice looks at.</summary>
/// <param name="Family">what kind of task it is, for learning: complexity and skills</param>
/// <param name="Near">agents that did what it builds on</param>
public sealed record OpenTask(
    string Workflow, string Task, WorkKind Kind, ImmutableArray<SkillRequirement> Skills, int Priority, double TailSeconds, DateTimeOffset ReadyAt,
    double EstimateSeconds, string Family, ImmutableArray<string> Near)
{
    /// <summary>Null in decisions from before classes had tiers.</summary>
    public Complexity? Complexity { get; init; }

    /// <summary>What it touches that has an owner; null: nothing.</summary>
    public ImmutableArray<OwnedResource>? Owned { get; init; }

    /// <summary>What it touches that agents have for themselves now; null: nothing.</summary>
    public ImmutableArray<SlicedResource>? Sliced { get; init; }

    /// <summary>Null: nobody.</summary>
    public ImmutableArray<Exclusion>? Excluded { get; init; }

    /// <summary>So many tasks of its run may be given out, where more of them are here; null: all of them, and in decisions from before that was looked at.</summary>
    public int? RunPlaces { get; init; }

    /// <summary>Where the skills it asks for come from: task or template; paths: the domain map knows them from what it touches.</summary>
    public string? SkillsFrom { get; init; }

    [JsonIgnore]
    public bool InMergeLane => Kind is WorkKind.Merge or WorkKind.Revert;

    /// <summary>As it was given.</summary>
    public static string FamilyOf(WorkItem item) => FamilyOf(item.Definition.Complexity, item.Skills);

    public static string FamilyOf(Complexity complexity, IEnumerable<string> skills)
    {
        string[] names = [.. skills];
        Array.Sort(names, StringComparer.Ordinal);
        return $"{complexity.ToString().ToLowerInvariant()}:{string.Join('+', names)}";
    }
}

/// <summary>An agent as the choice sees it.</summary>
/// <param name="Free">places for work and checks that it may be given now; merges and reverts have a lane of one place</param>
/// <param name="Done">tasks that it has finished so far, well or badly</param>
/// <param name="Baselines">what has been learnt about it and the kinds of task in question</param>
public sealed record AgentState(
    string Id, ImmutableArray<Skill> Skills, AgentTier Tier, bool TakesWork, int Capacity, int Free, bool Merges, bool MergeFree, int Done,
    double PaceRatio, ImmutableArray<Baseline> Baselines)
{
    /// <summary>What it is in the domain map; null: nothing.</summary>
    public ImmutableArray<string>? Roles { get; init; }

    /// <summary>Places of it that are without a task, where it may be given fewer now: it asks for no more, or its breaker lets no more through. This is its
    /// load, whatever it may be given. Null: as many as it may be given, and in decisions from before that was told apart.</summary>
    public int? Idle { get; init; }

    [JsonIgnore]
    public int WithoutTask => Idle ?? Free;

    /// <summary>Measured share of its processor, 0-1: of the last window, and before one has ended what its worker told last; null: not known.</summary>
    public double? Utilisation { get; init; }

    /// <summary>Its breaker lets nothing through: it is open, or half-open with all its probes under way. Null: it lets through.</summary>
    public bool? BreakerOpen { get; init; }

    /// <summary>Of its free places so many are not for ordinary tasks, since of all free places they are among the last ones; null: none.</summary>
    public int? Reserved { get; init; }

    /// <summary>Skills in which it may be given work under supervision, whatever its level; null: none.</summary>
    public ImmutableArray<string>? Training { get; init; }

    /// <summary>Of these skills those in which it may be given less for practice than it has free places; null: none, and in decisions from before that was looked at.</summary>
    public ImmutableArray<PracticePlaces>? Practice { get; init; }

    /// <summary>A merge takes one of the places that it may be given, the last one: it asks for no more, or its breaker lets no more through. Null: the merge lane
    /// is beside them.</summary>
    public bool? MergeTakesPlace { get; init; }

    /// <summary>Skills that it is learning and gets no more work in until some of its work is reviewed; null: none.</summary>
    public ImmutableArray<string>? Unreviewed { get; init; }

    /// <summary>With what it may have for practice.</summary>
    /// <param name="unreviewed">how much of a training is under way or waits for its review</param>
    public AgentState Learns(ImmutableArray<Training> trainings, Func<Training, int> unreviewed)
    {
        if (trainings.IsEmpty)
        {
            return this;
        }

        var left = trainings.Select(t => new PracticePlaces(t.Skill, Train.MostUnreviewed - unreviewed(t))).ToLookup(p => p.Places > 0);
        ImmutableArray<PracticePlaces> few = [.. left[true].Where(p => p.Places < Free)];
        return this with
        {
            Training = left.Contains(true) ? [.. left[true].Select(p => p.Skill)] : null,
            Unreviewed = left.Contains(false) ? [.. left[false].Select(p => p.Skill)] : null,
            Practice = few.IsEmpty ? null : few,
        };
    }

    /// <param name="ordinary">how many of all free places ordinary tasks may have; null: any</param>
    public AgentState Holding(int? ordinary) => Free - ordinary is > 0 and var reserved ? this with { Reserved = reserved } : this;

    /// <summary>It may be given no more than this, of both lanes together. What it may not be given any more counts as held back first; its load stays what it is.</summary>
    public AgentState AtMost(int places) => places > Free || (places == Free && !MergeFree) ? this : this with
    {
        Free = places,
        Idle = WithoutTask,
        Reserved = Reserved - (Free - places) is > 0 and var reserved ? reserved : null,
        MergeFree = MergeFree && places > 0,
        MergeTakesPlace = MergeFree && places > 0 ? true : null,
    };

    /// <summary>With a breaker that lets so many attempts more through; null: any number.</summary>
    public AgentState Behind(int? breaker) => breaker switch { null => this, 0 => this with { BreakerOpen = true }, { } some => AtMost(some) };

    public double Level(string skill)
    {
        foreach (var known in Skills)
        {
            if (known.Name == skill)
            {
                return known.Level;
            }
        }

        return 0;
    }
}

/// <summary>How much more of a skill an agent may be given for practice.</summary>
public sealed record PracticePlaces(string Skill, int Places);

/// <summary>Everything a decision rests on, and nothing else: given again, it comes out the same.</summary>
/// <param name="Chooser">the version of the chooser, which stays in the code as long as decisions name it</param>
public sealed record DecisionInputs(
    string Chooser, int PolicyVersion, ChoiceWeights Weights, ImmutableArray<OpenTask> Tasks, ImmutableArray<AgentState> Agents)
{
    /// <summary>Null in decisions from before there were rules beside the weights.</summary>
    public ChoiceRules? Rules { get; init; }

    /// <summary>So many places of all these agents together may go to tasks that are not urgent; null: no more is held back than each agent says.</summary>
    public int? Ordinary { get; init; }

    private const string BadWeights = "distribution.bad-weights";

    /// <summary>What is wrong with the weights, if anything.</summary>
    public static Rejection? Check(ChoiceWeights weights)
    {
        (string Name, double Value)[] all =
        [
            ("fit", weights.Fit), ("finish", weights.Finish), ("load", weights.Load), ("priority", weights.Priority), ("fairness", weights.Fairness), ("affinity", weights.Affinity), ("cost", weights.Cost),
        ];
        if (all.FirstOrDefault(w => w.Value is not (>= 0 and <= 1000)) is { Name: { } name, Value: var value })
        {
            return Rejection.Because(BadWeights, string.Create(CultureInfo.InvariantCulture, $"weights.{name} must be a number from 0 to 1000, not {value}."), ("field", "weights." + name));
        }

        return all.Any(w => w.Value > 0 && w.Name != "priority") ? null
            : Rejection.Because(BadWeights, "Every weight but that of priority is 0: nothing would tell one agent from another.", ("field", "weights"));
    }
}
