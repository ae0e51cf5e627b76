using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weft.Domain.Distribution;

/// <summary>The name of a decision: SHA-256 over its inputs, each value with its length or as fixed bytes, so that it is cheap at every batch
/// and does not depend on how the inputs are stored.</summary>
internal sealed class InputsHash
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4_096);

    public static string Of(DecisionInputs inputs)
    {
        var hash = new InputsHash();
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

        return Convert.ToHexStringLower(SHA256.HashData(hash._bytes.WrittenSpan));
    }

    private void Add(ChoiceWeights w)
    {
        foreach (var weight in (ReadOnlySpan<double>)[w.Fit, w.Finish, w.Load, w.Priority, w.Fairness, w.Affinity, w.Cost])
        {
            Add(weight);
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
    }

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
