using System.Text;

namespace Weft.Domain.Templates;

internal enum TokenKind
{
    Error, Eof, Text, LeftDelim, RightDelim, Space, LeftParen, RightParen, Pipe, Assign, Declare, Char,
    Bool, CharConstant, Complex, Number, RawString, String, Identifier, Field, Variable,

    // Keywords from here on.
    Block, Break, Continue, Define, Dot, Else, End, If, Nil, Range, Template, With,
}

/// <param name="Offset">where it starts, in UTF-16 units</param>
/// <param name="Line">1-based line on which it starts</param>
internal readonly record struct Token(TokenKind Kind, int Offset, string Text, int Line)
{
    public static TokenKind OfWord(string word) => word switch
    {
        "block" => TokenKind.Block,
        "break" => TokenKind.Break,
        "continue" => TokenKind.Continue,
        "define" => TokenKind.Define,
        "else" => TokenKind.Else,
        "end" => TokenKind.End,
        "if" => TokenKind.If,
        "nil" => TokenKind.Nil,
        "range" => TokenKind.Range,
        "template" => TokenKind.Template,
        "with" => TokenKind.With,
        "true" or "false" => TokenKind.Bool,
        _ => TokenKind.Identifier,
    };

    /// <summary>How a message shows it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.Eof => "EOF",
        TokenKind.Error => Text,
        >= TokenKind.Block => $"<{Text}>",
        _ => IsLong(Text) ? GoQuote.Text(FirstTen(Text)) + "..." : GoQuote.Text(Text),
    };

    private static bool IsLong(string text) => Encoding.UTF8.GetByteCount(text) > 10;

    private static string FirstTen(string text) => string.Concat(text.EnumerateRunes().Take(10));
}
