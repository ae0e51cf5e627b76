using System.Collections.Immutable;

namespace Weft.Domain.Templates;

/// <summary>Pipelines, commands and operands.</summary>
internal sealed partial class Parser
{
    private PipeNode Pipeline(string context, TokenKind end)
    {
        var offset = _tokens.PeekWord().Offset;
        var declared = ImmutableArray.CreateBuilder<string>();
        var assigns = Declarations(context, declared);
        var commands = ImmutableArray.CreateBuilder<CommandNode>();
        for (var token = _tokens.PeekWord(); token.Kind != end; token = _tokens.PeekWord())
        {
            commands.Add(StartsOperand(token.Kind) ? Command() : throw Unexpected(_tokens.Next(), context));
        }

        _tokens.Next();
        Check(commands, context);
        return new PipeNode(offset, assigns, declared.ToImmutable(), commands.ToImmutable());
    }

    private static bool StartsOperand(TokenKind kind) => kind
        is TokenKind.Bool or TokenKind.CharConstant or TokenKind.Complex or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier
        or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.String or TokenKind.Variable or TokenKind.LeftParen;

    private static void Check(ImmutableArray<CommandNode>.Builder commands, string context)
    {
        if (commands.Count == 0)
        {
            throw Syntax($"missing value for {context}");
        }

        for (var i = 1; i < commands.Count; i++)
        {
            if (commands[i].Arguments[0] is LiteralNode or DotNode or NilNode)
            {
                throw Syntax($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    /// <summary>Reads <c>$x :=</c>, <c>$x =</c> or, in a range, <c>$i, $x :=</c>; true for an assignment.</summary>
    private bool Declarations(string context, ImmutableArray<string>.Builder declared)
    {
        while (_tokens.PeekWord().Kind == TokenKind.Variable)
        {
            var mark = _tokens.Mark;
            var name = _tokens.Next().Text;
            _tokens.Peek();
            var next = _tokens.PeekWord();
            if (next.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                _tokens.Next();
                Declare(name, declared);
                return next.Kind == TokenKind.Assign;
            }

            if (next is not { Kind: TokenKind.Char, Text: "," })
            {
                _tokens.Reset(mark);
                return false;
            }

            _tokens.Next();
            Declare(name, declared);
            CheckSecond(context, declared.Count);
        }

        return false;
    }

    private void Declare(string name, ImmutableArray<string>.Builder declared)
    {
        if (_scope.Variables.Count > TemplateLimits.Variables)
        {
            throw new TemplateFault(TemplateCodes.TooLarge, FormattableString.Invariant($"more than {TemplateLimits.Variables} variables at once"));
        }

        declared.Add(name);
        _scope.Variables.Add(name);
    }

    private void CheckSecond(string context, int count)
    {
        if (context != "range" || count > 1)
        {
            throw Syntax($"too many declarations in {context}");
        }

        if (_tokens.PeekWord().Kind is not (TokenKind.Variable or TokenKind.RightDelim or TokenKind.RightParen))
        {
            throw Syntax("range can only initialize variables");
        }
    }

    private CommandNode Command()
    {
        var offset = _tokens.PeekWord().Offset;
        var arguments = ImmutableArray.CreateBuilder<Node>();
        while (true)
        {
            _tokens.PeekWord();
            if (Operand() is { } operand)
            {
                arguments.Add(operand);
            }

            var token = _tokens.Peek();
            if (token.Kind is TokenKind.RightDelim or TokenKind.RightParen)
            {
                break;
            }

            _tokens.Next();
            if (token.Kind == TokenKind.Pipe)
            {
                break;
            }

            if (token.Kind != TokenKind.Space)
            {
                throw Unexpected(token, "operand");
            }
        }

        return arguments.Count == 0 ? throw Syntax("empty command") : new CommandNode(offset, arguments.ToImmutable());
    }

    private Node? Operand()
    {
        var term = Term();
        if (term is null || _tokens.Peek().Kind != TokenKind.Field)
        {
            return term;
        }

        // Messages about a path point to its second name.
        var offset = _tokens.Peek().Offset;
        var path = ImmutableArray.CreateBuilder<string>();
        while (_tokens.Peek().Kind == TokenKind.Field)
        {
            path.Add(_tokens.Next().Text[1..]);
        }

        return term switch
        {
            FieldNode field => new FieldNode(offset, field.Path.AddRange(path)),
            VariableNode variable => new VariableNode(offset, variable.Name, variable.Path.AddRange(path)),
            LiteralNode or NilNode or DotNode => throw Syntax($"unexpected . after term {GoQuote.Text(term.ToString())}"),
            _ => new ChainNode(offset, term, path.ToImmutable()),
        };
    }

    private Node? Term()
    {
        var token = _tokens.PeekWord();
        if (!StartsOperand(token.Kind))
        {
            return null;
        }

        _tokens.Next();
        return token.Kind switch
        {
            TokenKind.Identifier => Functions.Exists(token.Text)
                ? new FunctionNode(token.Offset, token.Text)
                : throw Syntax($"function {GoQuote.Text(token.Text)} not defined"),
            TokenKind.Dot => new DotNode(token.Offset),
            TokenKind.Nil => new NilNode(token.Offset),
            TokenKind.Variable => _scope.Variables.Contains(token.Text)
                ? new VariableNode(token.Offset, token.Text, [])
                : throw Syntax($"undefined variable {GoQuote.Text(token.Text)}"),
            TokenKind.Field => new FieldNode(token.Offset, [token.Text[1..]]),
            TokenKind.Bool => new LiteralNode(token.Offset, new GoBool(token.Text == "true"), token.Text),
            TokenKind.CharConstant => Literals.Character(token),
            TokenKind.Complex or TokenKind.Number => Literals.Number(token),
            TokenKind.LeftParen => Nested(() => Pipeline("parenthesized pipeline", TokenKind.RightParen)),
            _ => new LiteralNode(token.Offset, new GoText(Literals.Unquote(token.Text)), token.Text),
        };
    }
}
