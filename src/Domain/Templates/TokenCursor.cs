namespace Weft.Domain.Templates;

/// <summary>Reads tokens with look-ahead. Messages name the line of the furthest token looked at, as Go's do.</summary>
internal sealed class TokenCursor(IReadOnlyList<Token> tokens)
{
    private int _next;
    private int _furthest;

    public Token Furthest => tokens[_furthest];

    /// <summary>Where reading goes on; to be given back to <see cref="Reset"/>.</summary>
    public int Mark => _next;

    public Token Peek()
    {
        // The last token is the end or an error: nobody reads beyond it.
        var at = Math.Min(_next, tokens.Count - 1);
        _furthest = Math.Max(_furthest, at);
        return tokens[at];
    }

    public Token Next()
    {
        var token = Peek();
        _next++;
        return token;
    }

    public Token PeekWord()
    {
        while (Peek().Kind == TokenKind.Space)
        {
            _next++;
        }

        return Peek();
    }

    public Token NextWord()
    {
        PeekWord();
        return Next();
    }

    public void Reset(int mark) => _next = mark;
}
