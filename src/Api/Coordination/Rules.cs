using FluentValidation;

namespace Weft.Api.Coordination;

/// <summary>Rules that many bodies share.</summary>
internal static class Rules
{
    private const int LongestReason = 2_000;
    private const int MostRoles = 50;
    private const int LongestRole = 100;

    public static IRuleBuilderOptions<T, string?> MustBeHash<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(@"\A[0-9a-f]{64}\z").WithMessage("{PropertyName} must be a SHA-256 as 64 lower-case hex digits.");

    public static IRuleBuilderOptions<T, string?> MustBeCommit<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(@"\A[0-9a-f]{40}([0-9a-f]{24})?\z").WithMessage("{PropertyName} must be a commit as 40 lower-case hex digits.");

    public static IRuleBuilderOptions<T, string> MustBeName<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(RouteNames.IsName).WithMessage("{PropertyName} must be a name: letters, digits and . _ : @ + - only.");

    /// <summary>Roles of the domain map, as agents have them and keys grant them.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> MustBeRoles<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(r => r is null || (r.Count <= MostRoles && r.All(IsRole)))
            .WithMessage($"{{PropertyName}} must be at most {MostRoles} names of 1-{LongestRole} characters.");

    /// <summary>A path inside a repository: relative, and it does not climb out.</summary>
    public static IRuleBuilderOptions<T, string> MustBePath<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(IsPath).WithMessage("{PropertyName} must be a relative path of at most 1000 characters that stays inside the repository, as git prints it: no empty, . or .. part.");

    public static IRuleBuilderOptions<T, string?> MustBeShort<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(LongestReason);

    private static bool IsRole(string role) => role is { Length: > 0 and <= LongestRole };

    private static bool IsPath(string path) => path is { Length: > 0 and <= 1_000 } && path[0] is not '/' and not '\\'
        && !path.Split('/', '\\').Contains("..") && !path.Split('/').Any(part => part is "" or ".");
}
