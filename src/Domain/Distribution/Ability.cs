using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>What tasks that ask for the same have in common: who can have them, how well each fits, and why the others are left out. Found once for all of them.</summary>
internal sealed class Ability
{
    private readonly string?[] _reasons;
    private readonly bool[] _tierFits;
    private readonly double[] _fit;
    private ImmutableSortedDictionary<string, int>? _leftOut;

    private Ability(OpenTask task, ImmutableArray<AgentState> agents, ChoiceRules rules)
    {
        (_reasons, _tierFits, _fit) = (new string?[agents.Length], new bool[agents.Length], new double[agents.Length]);
        for (var c = 0; c < agents.Length; c++)
        {
            _reasons[c] = Suitability.WhyNot(task, agents[c], rules);
            if (_reasons[c] is null)
            {
                (_tierFits[c], _fit[c]) = (Suitability.TierFits(task, agents[c], rules), Suitability.Fit(task, agents[c]));
                Able++;
            }
        }
    }

    /// <summary>So many can have them.</summary>
    public int Able { get; }

    /// <summary>How many were left out, by reason.</summary>
    public ImmutableSortedDictionary<string, int> LeftOut => _leftOut ??= _reasons.OfType<string>().CountBy(r => r, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>For each task, in its order.</summary>
    public static Ability[] Of(ImmutableArray<OpenTask> tasks, ImmutableArray<AgentState> agents, ChoiceRules rules)
    {
        var known = new Dictionary<Asked, Ability>();
        var abilities = new Ability[tasks.Length];
        for (var row = 0; row < abilities.Length; row++)
        {
            var asked = Asked.Of(tasks[row], rules);
            if (!known.TryGetValue(asked, out var ability))
            {
                known[asked] = ability = new Ability(tasks[row], agents, rules);
            }

            abilities[row] = ability;
        }

        return abilities;
    }

    public string? Reason(int column) => _reasons[column];

    public bool TierFits(int column) => _tierFits[column];

    public double Fit(int column) => _fit[column];

    /// <summary>What decides it. Skills in their order: sums depend on that a little. A task that somebody is kept away from is looked at by itself.</summary>
    /// <param name="Touched">the rules for what it touches; empty: none</param>
    private readonly record struct Asked(OpenTask Task, string Touched, bool IsUrgent)
    {
        public static Asked Of(OpenTask task, ChoiceRules rules) =>
            new(task, task is { Owned: null, Sliced: null } ? "" : Ableness.Of(task), Suitability.IsUrgent(task, rules));

        public bool Equals(Asked other) => ReferenceEquals(Task, other.Task) || (Task.Excluded is null && other.Task.Excluded is null
            && Task.InMergeLane == other.Task.InMergeLane && Task.Complexity == other.Task.Complexity && IsUrgent == other.IsUrgent
            && Touched == other.Touched && Task.Skills.AsSpan().SequenceEqual(other.Task.Skills.AsSpan()));

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var skill in Task.Skills)
            {
                hash.Add(skill.Name, StringComparer.Ordinal);
                hash.Add(skill.MinLevel);
            }

            return hash.ToHashCode();
        }
    }
}
