using FluentValidation;

namespace Weft.Api.Coordination;

/// <summary>Enums as the API spells them: camelCase words.</summary>
internal static class Words
{
    public static T Of<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    /// <summary><c>TimedOut</c> reads <c>timedOut</c>.</summary>
    public static string Said<T>(this T word)
        where T : struct, Enum => Camel(word.ToString());

    public static bool Is<T>(string? word)
        where T : struct, Enum => Enum.GetNames<T>().Contains(word, StringComparer.OrdinalIgnoreCase);

    public static IRuleBuilderOptions<TBody, string> MustBeWord<TBody, TEnum>(this IRuleBuilder<TBody, string> rule)
        where TEnum : struct, Enum =>
        rule.Must(Is<TEnum>).WithMessage($"{{PropertyName}} must be one of {string.Join(", ", Enum.GetNames<TEnum>().Select(Camel))}.");

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
