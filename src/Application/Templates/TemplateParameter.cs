using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Weft.Domain.Templates;

namespace Weft.Application.Templates;

/// <summary>What a parameter's value may be. A word cannot change the YAML around it; a text can hold anything, and a template may
/// print it only with <c>printf "%q"</c>; a list is words separated by commas.</summary>
public enum ParameterType { Word, Text, Integer, Number, Boolean, List }

/// <param name="Default">null: the value must be given</param>
/// <param name="Allowed">empty: any value of the type</param>
public sealed partial record TemplateParameter(
    string Name, ParameterType Type, string? Default, ImmutableArray<string> Allowed, double? Min, double? Max, string? Description)
{
    private const int LongestText = 4_000;

    public bool IsNumeric => Type is ParameterType.Integer or ParameterType.Number;

    /// <summary>The value for the template; null, with the reason, when it is none of this parameter's values.</summary>
    public GoValue? Read(string value, out string reason)
    {
        reason = $"must be {Expected()}; it is '{(value.Length <= 80 ? value : value[..80] + "…")}'";
        return Allowed.IsEmpty || Allowed.Contains(value) ? Parse(value) : null;
    }

    public string Expected() => this switch
    {
        { Allowed.IsEmpty: false } => string.Join(" or ", Allowed),
        { IsNumeric: true } => (Type == ParameterType.Integer ? "a whole number" : "a number") + Range(),
        { Type: ParameterType.Boolean } => "true or false",
        { Type: ParameterType.Text } => FormattableString.Invariant($"a text of at most {LongestText} characters"),
        { Type: ParameterType.List } => "words separated by commas",
        _ => "a word of letters, digits, spaces and _ . / @ + = -",
    };

    private string Range() => (Min, Max) switch
    {
        (null, null) => "",
        (null, _) => FormattableString.Invariant($" up to {Max}"),
        (_, null) => FormattableString.Invariant($" from {Min}"),
        _ => FormattableString.Invariant($" from {Min} to {Max}"),
    };

    private GoValue? Parse(string value) => Type switch
    {
        ParameterType.Integer => Bounded(value, whole: true) is { } number ? new GoInt((long)number) : null,
        ParameterType.Number => Bounded(value, whole: false) is { } number ? new GoFloat(number) : null,
        ParameterType.Boolean => value is "true" or "false" ? new GoBool(value == "true") : null,
        ParameterType.Text => value.Length <= LongestText && !value.Contains('\0', StringComparison.Ordinal) ? new GoText(value) : null,
        ParameterType.List => Words(value),
        _ => WordPattern().IsMatch(value) ? new GoText(value) : null,
    };

    private double? Bounded(string value, bool whole) =>
        YamlValues.TryNumber(value, whole, out var number) && Math.Abs(number) <= 1e15 && !(number < Min) && !(number > Max) ? number : null;

    private static GoList? Words(string value)
    {
        var words = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return words.All(w => WordPattern().IsMatch(w)) ? new GoList([.. words.Select(w => new GoText(w))]) : null;
    }

    [GeneratedRegex(@"\A[\p{L}\p{N}_./+=-][\p{L}\p{N}_./@+= -]{0,199}\z", RegexOptions.NonBacktracking)]
    private static partial Regex WordPattern();
}

/// <summary>The five parameters that every template knows, with the values of the specification.</summary>
public static class StandardParameters
{
    public static ImmutableArray<TemplateParameter> All { get; } =
    [
        new("ParallelAgents", ParameterType.Integer, null, [], 1, 256, "how many agents may work on the run at once"),
        new("CoordinationMechanism", ParameterType.Word, null, ["pull", "push"], null, null, "agents ask for work, or are offered it"),
        new("ConflictResolutionApproach", ParameterType.Word, null, ["human", "priority"], null, null, "a person answers a merge conflict, or the merge order does"),
        new("QualityAssuranceStrategy", ParameterType.Word, null, ["gates", "none"], null, null, "gates run their checks, or only wait"),
        new("ParallelismMetrics", ParameterType.Word, null, ["full", "summary"], null, null, "every resource sample is kept, or sums only"),
    ];
}
