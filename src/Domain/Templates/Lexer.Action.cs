using System.Text;

namespace Weft.Domain.Templates;

/// <summary>The tokens inside <c>{{ }}</c>.</summary>
internal sealed partial class Lexer
{
    private const int End = -1;

    private int Peek => _at < _text.Length ? _text[_at] : End;

    private bool InsideAction() => Peek switch
    {
        End => Fail("unclosed action"),
        ' ' or '\t' or '\r' or '\n' => Spaces(),
        '=' => One(TokenKind.Assign),
        ':' => Declaration(),
        '|' => One(TokenKind.Pipe),
        '"' => Quoted('"', TokenKind.String, "unterminated quoted string"),
        '\'' => Quoted('\'', TokenKind.CharConstant, "unterminated character constant"),
        '`' => RawQuoted(),
        '$' => Name(TokenKind.Variable, TokenKind.Variable),
        '.' when _at + 1 < _text.Length && !char.IsAsciiDigit(_text[_at + 1]) => Name(TokenKind.Field, TokenKind.Dot),
        '.' or '+' or '-' or (>= '0' and <= '9') => Number(),
        '(' => Paren(TokenKind.LeftParen, 1),
        ')' => Paren(TokenKind.RightParen, -1),
        _ when IsWord(CurrentRune()) => Word(),
        > ' ' and < 127 => One(TokenKind.Char),
        _ => Fail($"unrecognized character in action: {GoQuote.CodePoint(CurrentRune())}"),
    };

    private bool One(TokenKind kind)
    {
        _at++;
        return Emit(kind);
    }

    /// <summary>A run of spaces is one token, but its last one belongs to a trimming <c> -}}</c> behind it.</summary>
    private bool Spaces()
    {
        while (IsSpace(Peek))
        {
            _at++;
        }

        _at--;
        _at += AtRightDelim(out var trims) && trims ? 0 : 1;
        EmitUnlessEmpty(TokenKind.Space);
        return true;
    }

    private bool Declaration()
    {
        _at++;
        return Peek == '=' ? One(TokenKind.Declare) : Fail("expected :=");
    }

    private bool Paren(TokenKind kind, int change)
    {
        One(kind);
        _parens += change;
        return _parens >= 0 || Fail($"unexpected right paren {GoQuote.CodePoint(new Rune(')'))}");
    }

    private bool Name(TokenKind kind, TokenKind alone)
    {
        _at++;
        if (AtTerminator())
        {
            return Emit(alone);
        }

        return WordEnd() && Emit(kind);
    }

    private bool Word() => WordEnd() && Emit(Token.OfWord(_text[_start.._at]));

    private bool WordEnd()
    {
        while (_at < _text.Length && IsWord(CurrentRune()))
        {
            _at += CurrentRune().Utf16SequenceLength;
        }

        return AtTerminator() || Fail($"bad character {GoQuote.CodePoint(CurrentRune())}");
    }

    private bool AtTerminator() => Peek is End or ' ' or '\t' or '\r' or '\n' or '.' or ',' or '|' or ':' or ')' or '(' || StartsAt(_at, "}}");

    private Rune CurrentRune() => Rune.TryGetRuneAt(_text, _at, out var rune) ? rune : Rune.ReplacementChar;

    private bool Quoted(char quote, TokenKind kind, string unterminated)
    {
        for (_at++; Peek != quote; _at++)
        {
            _at += Peek == '\\' ? 1 : 0;
            if (Peek is End or '\n')
            {
                return Fail(unterminated);
            }
        }

        return One(kind);
    }

    private bool RawQuoted()
    {
        var close = _text.IndexOf('`', _at + 1);
        if (close < 0)
        {
            return Fail("unterminated raw quoted string");
        }

        _at = close + 1;
        return Emit(TokenKind.RawString);
    }

    /// <summary>Takes what looks like a number; whether it is one, the parser finds out.</summary>
    private bool Number()
    {
        if (!ScanNumber())
        {
            return Fail($"bad number syntax: {GoQuote.Text(_text[_start.._at])}");
        }

        if (Peek is not ('+' or '-'))
        {
            return Emit(TokenKind.Number);
        }

        return ScanNumber() && _text[_at - 1] == 'i'
            ? Emit(TokenKind.Complex)
            : Fail($"bad number syntax: {GoQuote.Text(_text[_start.._at])}");
    }

    private bool ScanNumber()
    {
        Accept("+-");
        var digits = Accept("0") ? DigitsAfterZero() : "0123456789_";
        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if ((digits.Length == 11 && Accept("eE")) || (digits.Length == 23 && Accept("pP")))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        Accept("i");
        if (_at >= _text.Length || !IsWord(CurrentRune()))
        {
            return true;
        }

        _at += CurrentRune().Utf16SequenceLength;
        return false;
    }

    private string DigitsAfterZero()
    {
        if (Accept("xX"))
        {
            return "0123456789abcdefABCDEF_";
        }

        return Accept("oO") ? "01234567_" : Accept("bB") ? "01_" : "0123456789_";
    }

    private bool Accept(string any)
    {
        if (_at >= _text.Length || !any.Contains(_text[_at], StringComparison.Ordinal))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void AcceptRun(string any)
    {
        while (Accept(any))
        {
        }
    }
}
