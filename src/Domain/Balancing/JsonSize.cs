namespace Weft.Domain.Balancing;

/// <summary>How many bytes a text takes at most in an event: what is not plainly harmless is written as six characters.</summary>
internal static class JsonSize
{
    private const int Escaped = 6;

    public static int Of(string text) => text.Sum(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or ',' or '~' or ' ' ? 1 : Escaped);
}
