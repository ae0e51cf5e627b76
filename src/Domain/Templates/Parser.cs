using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Templates;

/// <summary>Text and actions: what stands between the pipelines.</summary>
internal sealed partial class Parser
{
    private readonly TokenCursor _tokens;
    private readonly string _name;
    private readonly Dictionary<string, ListNode> _trees = new(StringComparer.Ordinal);
    private Scope _scope = new();
    private int _depth;

    private Parser(string name, string text) => (_name, _tokens) = (name, new TokenCursor(Lexer.Run(text)));

    /// <summary>What a definition does not share with the text around it.</summary>
    private sealed class Scope
    {
        public List<string> Variables { get; } = ["$"];

        public int Ranges { get; set; }

        public int ActionLine { get; set; }
    }

    /// <summary>All definitions by name, the template itself among them; or the fault with its place.</summary>
    public static Dictionary<string, ListNode> Parse(string name, string text)
    {
        var parser = new Parser(name, text);
        try
        {
            parser.Root();
            return parser._trees;
        }
        catch (TemplateFault fault) when (fault.Offset is null)
        {
            throw new TemplateFault(fault.Code, fault.Message, parser._tokens.Furthest.Offset);
        }
    }

    private void Root()
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        while (_tokens.Peek().Kind != TokenKind.Eof)
        {
            if (TryDefinition())
            {
                continue;
            }

            var node = TextOrAction();
            nodes.Add(node is EndNode ? throw Syntax($"unexpected {node}") : node);
        }

        Add(_name, new ListNode(0, nodes.ToImmutable()));
    }

    private bool TryDefinition()
    {
        var mark = _tokens.Mark;
        if (_tokens.Peek().Kind != TokenKind.LeftDelim)
        {
            return false;
        }

        _tokens.Next();
        if (_tokens.NextWord().Kind != TokenKind.Define)
        {
            _tokens.Reset(mark);
            return false;
        }

        const string Context = "define clause";
        InOwnScope(() =>
        {
            var name = TemplateName(Context);
            Expect(TokenKind.RightDelim, Context);
            Add(name, Body(Context));
        });
        return true;
    }

    private void Add(string name, ListNode tree)
    {
        if (!_trees.TryGetValue(name, out var known) || known.IsBlank)
        {
            _trees[name] = tree;
        }
        else if (!tree.IsBlank)
        {
            throw Syntax($"template: multiple definition of template {GoQuote.Text(name)}");
        }
    }

    private (ListNode List, EndNode End) List()
    {
        var start = _tokens.PeekWord().Offset;
        var nodes = ImmutableArray.CreateBuilder<Node>();
        while (_tokens.PeekWord().Kind != TokenKind.Eof)
        {
            var node = TextOrAction();
            if (node is EndNode end)
            {
                return (new ListNode(start, nodes.ToImmutable()), end);
            }

            nodes.Add(node);
        }

        throw Syntax("unexpected EOF");
    }

    private Node TextOrAction()
    {
        var token = _tokens.NextWord();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Offset, token.Text);
            case TokenKind.LeftDelim:
                _scope.ActionLine = token.Line;
                var node = Nested(Action);
                _scope.ActionLine = 0;
                return node;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node Action()
    {
        var mark = _tokens.Mark;
        var token = _tokens.NextWord();
        switch (token.Kind)
        {
            case TokenKind.Block:
                return Block();
            case TokenKind.Break or TokenKind.Continue:
                return Jump(token);
            case TokenKind.Else:
                return Else();
            case TokenKind.End:
                return new EndNode(Expect(TokenKind.RightDelim, "end").Offset, IsElse: false);
            case TokenKind.If or TokenKind.With:
                return Branch(token);
            case TokenKind.Range:
                return Range();
            case TokenKind.Template:
                return Template();
            default:
                _tokens.Reset(mark);
                return new ActionNode(_tokens.Peek().Offset, Pipeline("command", TokenKind.RightDelim));
        }
    }

    /// <summary>Bounds the recursion of the parser, and with it that of everything which walks the tree.</summary>
    private T Nested<T>(Func<T> parse)
    {
        if (++_depth > TemplateLimits.Depth)
        {
            throw new TemplateFault(
                TemplateCodes.TooDeep, string.Create(CultureInfo.InvariantCulture, $"nested deeper than {TemplateLimits.Depth}"));
        }

        var result = parse();
        _depth--;
        return result;
    }

    private Token Expect(TokenKind kind, string context)
    {
        var token = _tokens.NextWord();
        return token.Kind == kind ? token : throw Unexpected(token, context);
    }

    private TemplateFault Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Syntax($"unexpected {token.Shown} in {context}");
        }

        var started = _scope.ActionLine == 0 || _scope.ActionLine == token.Line
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" in action started at {_name}:{_scope.ActionLine}");
        return Syntax(token.Shown + (token.Shown.EndsWith(" action", StringComparison.Ordinal) && started.Length > 0 ? started[10..] : started));
    }

    private static TemplateFault Syntax(string message) => new(TemplateCodes.BadSyntax, message);
}
