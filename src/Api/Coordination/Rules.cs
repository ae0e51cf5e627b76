using FluentValidation;

namespace Weft.Api.Coordination;

/// <summary>Rules that many bodies share. A text with a NUL could not be stored, whatever it means.</summary>
internal static class Rules
{
    private const int LongestReason = 2_000;

    public static IRuleBuilderOptions<T, string?> MustBeHash<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(@"\A[0-9a-f]{64}\z").WithMessage("{PropertyName} must be a SHA-256 as 64 lower-case hex digits.");

    public static IRuleBuilderOptions<T, string?> MustBeCommit<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(@"\A[0-9a-f]{40}([0-9a-f]{24})?\z").WithMessage("{PropertyName} must be a commit as 40 lower-case hex digits.");

    public static IRuleBuilderOptions<T, string> MustBeName<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(RouteNames.IsName).WithMessage("{PropertyName} must be a name: letters, digits and . _ : @ + - only.");

    /// <summary>A path inside a repository: relative, and it does not climb out.</summary>
    public static IRuleBuilderOptions<T, string> MustBePath<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(IsPath).WithMessage("{PropertyName} must be a relative path of at most 1000 characters that stays inside the repository.");

    public static IRuleBuilderOptions<T, string?> MustBeShort<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(LongestReason).MustHaveNoNul();

    public static IRuleBuilderOptions<T, string?> MustHaveNoNul<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(t => t is null || !t.Contains('\0', StringComparison.Ordinal)).WithMessage("{PropertyName} must not contain a NUL character.");

    private static bool IsPath(string path) => path is { Length: > 0 and <= 1_000 } && path[0] is not '/' and not '\\'
        && !path.Contains('\0', StringComparison.Ordinal) && !path.Split('/', '\\').Contains("..");
}
