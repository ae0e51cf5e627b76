namespace Weft.Domain.Templates;

/// <summary>if, with, range, template, block, break and continue.</summary>
internal sealed partial class Parser
{
    private BranchNode Branch(Token keyword)
    {
        var setsDot = keyword.Kind == TokenKind.With;
        var (pipe, then, otherwise) = Control(setsDot ? "with" : "if");
        return new BranchNode(pipe.Offset, setsDot, pipe, then, otherwise);
    }

    private RangeNode Range()
    {
        var (pipe, body, otherwise) = Control("range");
        if (pipe.Assigns)
        {
            throw TemplateFault.Unsupported("range that assigns to an existing variable");
        }

        return new RangeNode(pipe.Offset, pipe, body, otherwise);
    }

    private (PipeNode Pipe, ListNode Then, ListNode? Else) Control(string context)
    {
        var visible = _scope.Variables.Count;
        var pipe = Pipeline(context, TokenKind.RightDelim);
        _scope.Ranges += context == "range" ? 1 : 0;
        var (then, end) = List();
        _scope.Ranges -= context == "range" ? 1 : 0;
        var otherwise = end.IsElse ? ElseList(context) : null;
        _scope.Variables.RemoveRange(visible, _scope.Variables.Count - visible);
        return (pipe, then, otherwise);
    }

    private ListNode ElseList(string context)
    {
        var next = _tokens.Peek();
        if (context == "if" && next.Kind == TokenKind.If)
        {
            // "else if": the inner if stands alone in the else part, and one end closes both.
            return new ListNode(next.Offset, [Nested(() => Branch(_tokens.Next()))]);
        }

        var (list, end) = List();
        return end.IsElse ? throw Syntax($"expected end; found {end}") : list;
    }

    private EndNode Else()
    {
        var next = _tokens.PeekWord();
        if (next.Kind == TokenKind.If)
        {
            return new EndNode(next.Offset, IsElse: true);
        }

        if (next.Kind == TokenKind.With)
        {
            throw TemplateFault.Unsupported("else with");
        }

        return new EndNode(Expect(TokenKind.RightDelim, "else").Offset, IsElse: true);
    }

    private JumpNode Jump(Token keyword)
    {
        var shown = $"{{{{{keyword.Text}}}}}";
        Expect(TokenKind.RightDelim, shown);
        return _scope.Ranges > 0
            ? new JumpNode(keyword.Offset, keyword.Kind == TokenKind.Break)
            : throw Syntax($"{shown} outside {{{{range}}}}");
    }

    private TemplateNode Template()
    {
        const string Context = "template clause";
        var offset = _tokens.PeekWord().Offset;
        var name = TemplateName(Context);
        if (_tokens.PeekWord().Kind == TokenKind.RightDelim)
        {
            _tokens.Next();
            return new TemplateNode(offset, name, null);
        }

        return new TemplateNode(offset, name, Pipeline(Context, TokenKind.RightDelim));
    }

    private TemplateNode Block()
    {
        const string Context = "block clause";
        var offset = _tokens.PeekWord().Offset;
        var name = TemplateName(Context);
        var pipe = Pipeline(Context, TokenKind.RightDelim);
        // Go reports an else here on the line where the block began.
        var began = _tokens.Furthest.Offset;
        InOwnScope(() => Add(name, Body(Context, began)));
        return new TemplateNode(offset, name, pipe);
    }

    private string TemplateName(string context)
    {
        var token = _tokens.NextWord();
        return token.Kind is TokenKind.String or TokenKind.RawString ? Literals.Unquote(token.Text) : throw Unexpected(token, context);
    }

    private void InOwnScope(Action parse)
    {
        var outer = _scope;
        _scope = new Scope();
        parse();
        _scope = outer;
    }

    private ListNode Body(string context, int? began = null)
    {
        var (list, end) = List();
        return end.IsElse ? throw new TemplateFault(TemplateCodes.BadSyntax, $"unexpected {end} in {context}", began) : list;
    }
}
