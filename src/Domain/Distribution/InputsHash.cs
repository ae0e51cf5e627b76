using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Weft.Domain.Distribution;

/// <summary>The name of a decision: SHA-256 over its inputs, each value with its length or as fixed bytes, so that it is cheap at every batch
/// and does not depend on how the inputs are stored.</summary>
internal sealed partial class InputsHash
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4_096);
    private readonly bool _first;

    private InputsHash(string chooser) => _first = chooser == Distribute.First;

    public static string Of(DecisionInputs inputs)
    {
        var hash = new InputsHash(inputs.Chooser);
        hash.Add(inputs.Chooser);
        hash.Add(inputs.PolicyVersion);
        hash.Add(inputs.Weights);
        hash.Add(inputs.Tasks.Length);
        foreach (var task in inputs.Tasks)
        {
            hash.Add(task);
        }

        hash.Add(inputs.Agents.Length);
        foreach (var agent in inputs.Agents)
        {
            hash.Add(agent);
        }

        if (inputs.Rules is { } rules)
        {
            hash.Add(rules);
        }

        if (inputs.Ordinary is { } ordinary) // From before there was a reserve of all places it is null.
        {
            hash.Add(ordinary);
        }

        return Convert.ToHexStringLower(SHA256.HashData(hash._bytes.WrittenSpan));
    }

    private void Add(ChoiceWeights w)
    {
        foreach (var weight in (ReadOnlySpan<double>)[w.Fit, w.Finish, w.Load, w.Priority, w.Fairness, w.Affinity, w.Cost])
        {
            Add(weight);
        }
    }

    private void Add(ChoiceRules r)
    {
        Add(r.UrgentPriority);
        Add((int)r.Tiers);
        foreach (var levels in (ReadOnlySpan<TierLevels>)[r.Classes.Simple, r.Classes.Moderate, r.Classes.Complex])
        {
            Add(levels.Junior);
            Add(levels.Senior);
            Add(levels.Architect);
        }
    }

    private void Add(OpenTask t)
    {
        Add(t.Workflow);
        Add(t.Task);
        Add((int)t.Kind);
        Add(t.Skills.Length);
        foreach (var skill in t.Skills)
        {
            Add(skill.Name);
            Add(skill.MinLevel);
        }

        Add(t.Priority);
        Add(t.TailSeconds);
        Add(t.ReadyAt.UtcTicks);
        Add(t.EstimateSeconds);
        Add(t.Family);
        Add(t.Near.Length);
        foreach (var agent in t.Near)
        {
            Add(agent);
        }

        if (!_first || t is not { Complexity: null, Owned: null, Excluded: null, Sliced: null, SkillsFrom: null, RunPlaces: null })
        {
            AddLater(t);
        }
    }

    private void Add(AgentState a)
    {
        Add(a.Id);
        Add(a.Skills.Length);
        foreach (var skill in a.Skills)
        {
            Add(skill.Name);
            Add(skill.Level);
        }

        foreach (var number in (ReadOnlySpan<int>)[(int)a.Tier, a.TakesWork ? 1 : 0, a.Capacity, a.Free, a.Merges ? 1 : 0, a.MergeFree ? 1 : 0, a.Done])
        {
            Add(number);
        }

        Add(a.PaceRatio);
        Add(a.Baselines.Length);
        foreach (var baseline in a.Baselines)
        {
            Add(baseline.Family);
            Add(baseline.Count);
            Add(baseline.Ratio);
            Add(baseline.Deviation);
        }

        if (!_first || a is not { Roles: null, Utilisation: null, BreakerOpen: null, Reserved: null, Training: null, Unreviewed: null, Idle: null, Practice: null, MergeTakesPlace: null })
        {
            AddLater(a);
        }
    }

    private void Add(ImmutableArray<string> texts)
    {
        Add(texts.Length);
        foreach (var text in texts)
        {
            Add(text);
        }
    }

    private void Add(double? number) => Add(number ?? double.MinValue);

    private void Add(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Add(length);
        Encoding.UTF8.GetBytes(text, _bytes);
    }

    /// <summary>Zero has one form only, as it has when it is stored.</summary>
    private void Add(double number) => Add(BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number));

    private void Add(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), number);
        _bytes.Advance(8);
    }
}
