namespace Weft.Domain.Templates;

/// <summary>Why a template was refused, and where.</summary>
/// <param name="Code">stable, see <see cref="TemplateCodes"/></param>
/// <param name="Message">the reason, in the words Go uses where Go refuses as well</param>
/// <param name="Line">1-based</param>
/// <param name="Column">1-based, in characters</param>
/// <param name="Where">the expression that was being evaluated; null for a syntax error</param>
/// <param name="Full">the whole line as Go prints it; its column is Go's: bytes from 0, and none for syntax errors</param>
public sealed record TemplateProblem(string Code, string Message, int Line, int Column, string? Where, string Full);

/// <summary>Reasons for which the template language refuses.</summary>
public static class TemplateCodes
{
    public const string BadSyntax = "template.bad-syntax";
    public const string MissingKey = "template.missing-key";
    public const string CannotEvaluate = "template.cannot-evaluate";

    /// <summary>Go would answer, Weft does not imitate it: refused rather than rendered wrongly.</summary>
    public const string Unsupported = "template.unsupported";
    public const string TooLarge = "template.too-large";
    public const string TooDeep = "template.too-deep";
    public const string TooManySteps = "template.too-many-steps";
}

/// <summary>A limit on everything a template can ask for.</summary>
public static class TemplateLimits
{
    public const int SourceBytes = 256 * 1024;
    public const int OutputCharacters = 1024 * 1024;

    /// <summary>Nested actions, parentheses and templates calling templates.</summary>
    public const int Depth = 100;
    public const int Steps = 500_000;

    /// <summary>What a function reads or writes counts as a step per so many characters or items.</summary>
    public const int CharactersPerStep = 64;

    /// <summary>Declared and visible at one place.</summary>
    public const int Variables = 200;
}

/// <summary>Carries a problem from deep inside the engine to its public face; never leaves this folder.</summary>
internal sealed class TemplateFault(string code, string message, int? offset = null) : Exception(message)
{
    public string Code { get; } = code;

    public int? Offset { get; } = offset;

    public static TemplateFault Unsupported(string what) =>
        new(TemplateCodes.Unsupported, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"not supported: {what}"));
}
