using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weft.Benchmarks;

/// <summary>What a figure should reach: at least Min, at most Max.</summary>
public sealed record Target(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Min,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Max)
{
    public bool IsReachedBy(double figure) => !(figure < Min) && !(figure > Max);

    public override string ToString() => FormattableString.Invariant($"{(Min is null ? "≤" : "≥")} {Min ?? Max}");
}

/// <summary>What a suite measured. Ratios are 0-1; units stand at the end of a figure's name.</summary>
public sealed record SuiteResult(string Suite, IReadOnlyDictionary<string, double> Figures, IReadOnlyDictionary<string, Target> Targets)
{
    /// <summary>Not all of what it was given could be measured: its errors say what.</summary>
    [JsonIgnore]
    public bool IsIncomplete { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public IEnumerable<string> ToTable()
    {
        yield return $"suite {Suite}";
        var width = Figures.Keys.Select(name => name.Length).DefaultIfEmpty().Max();
        foreach (var (name, figure) in Figures)
        {
            var target = Targets.TryGetValue(name, out var wanted) ? $"  {wanted}  {(wanted.IsReachedBy(figure) ? "reached" : "not reached")}" : "";
            yield return $"  {name.PadRight(width)}{figure.ToString("0.####", CultureInfo.InvariantCulture),14}{target}";
        }
    }
}
