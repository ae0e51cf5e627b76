using System.Text;

namespace Weft.Domain.Templates;

/// <summary>Cuts a template into tokens. The last token is the end or an error; the parser decides whether it ever gets there.</summary>
internal sealed partial class Lexer
{
    private const string LeftComment = "/*";
    private const string RightComment = "*/";

    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _start;
    private int _line = 1;
    private int _counted;
    private int _parens;

    private Lexer(string text) => _text = text;

    public static List<Token> Run(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.TextThenAction())
        {
        }

        return lexer._tokens;
    }

    /// <summary>One stretch of text and the action after it; false at the end or after an error.</summary>
    private bool TextThenAction()
    {
        var open = _text.IndexOf("{{", _at, StringComparison.Ordinal);
        if (open < 0)
        {
            _at = _text.Length;
            EmitUnlessEmpty(TokenKind.Text);
            Emit(TokenKind.Eof);
            return false;
        }

        var trims = TrimsBefore(open + 2);
        _at = open;
        while (trims && _at > _start && IsSpace(_text[_at - 1]))
        {
            _at--;
        }

        EmitUnlessEmpty(TokenKind.Text);
        _start = _at = open;
        var inside = open + (trims ? 4 : 2);
        return StartsAt(inside, LeftComment) ? Comment(inside) : Action(inside);
    }

    private bool Comment(int inside)
    {
        _start = inside;
        var close = _text.IndexOf(RightComment, inside + LeftComment.Length, StringComparison.Ordinal);
        if (close < 0)
        {
            return Fail("unclosed comment");
        }

        _at = close + RightComment.Length;
        if (!AtRightDelim(out var trims))
        {
            return Fail("comment ends before closing delimiter");
        }

        _at += trims ? 4 : 2;
        SkipSpaceIf(trims);
        return true;
    }

    private bool Action(int inside)
    {
        _at += 2;
        Emit(TokenKind.LeftDelim);
        _start = _at = inside;
        _parens = 0;
        while (!AtRightDelim(out _))
        {
            if (!InsideAction())
            {
                return false;
            }
        }

        return _parens == 0 ? CloseAction() : Fail("unclosed left paren");
    }

    private bool CloseAction()
    {
        AtRightDelim(out var trims);
        _start = _at += trims ? 2 : 0;
        _at += 2;
        Emit(TokenKind.RightDelim);
        SkipSpaceIf(trims);
        return true;
    }

    private void SkipSpaceIf(bool trims)
    {
        while (trims && _at < _text.Length && IsSpace(_text[_at]))
        {
            _at++;
        }

        _start = _at;
    }

    private bool AtRightDelim(out bool trims)
    {
        trims = _at + 1 < _text.Length && IsSpace(_text[_at]) && _text[_at + 1] == '-' && StartsAt(_at + 2, "}}");
        return trims || StartsAt(_at, "}}");
    }

    private bool TrimsBefore(int at) => at + 1 < _text.Length && _text[at] == '-' && IsSpace(_text[at + 1]);

    private bool StartsAt(int at, string what) => string.CompareOrdinal(_text, at, what, 0, what.Length) == 0;

    private void EmitUnlessEmpty(TokenKind kind)
    {
        if (_at > _start)
        {
            Emit(kind);
        }
    }

    private bool Emit(TokenKind kind)
    {
        _tokens.Add(new Token(kind, _start, _text[_start.._at], LineOf(_start)));
        _start = _at;
        return true;
    }

    private bool Fail(string message)
    {
        _tokens.Add(new Token(TokenKind.Error, _start, message, LineOf(_start)));
        return false;
    }

    /// <summary>Offsets only grow, so every line break is counted once.</summary>
    private int LineOf(int offset)
    {
        for (; _counted < offset; _counted++)
        {
            _line += _text[_counted] == '\n' ? 1 : 0;
        }

        return _line;
    }

    private static bool IsSpace(int unit) => unit is ' ' or '\t' or '\r' or '\n';

    private static bool IsWord(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsDigit(rune);
}
