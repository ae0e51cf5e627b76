using System.Collections.Immutable;

namespace Weft.Domain.Templates;

/// <summary>A piece of a parsed template. ToString gives its source in Go's normal form, as messages quote it.</summary>
/// <param name="Offset">where messages point to, in UTF-16 units</param>
internal abstract record Node(int Offset)
{
    public abstract override string ToString();
}

internal sealed record TextNode(int Offset, string Text) : Node(Offset)
{
    public override string ToString() => Text;
}

internal sealed record ListNode(int Offset, ImmutableArray<Node> Nodes) : Node(Offset)
{
    /// <summary>Nothing but white space: such a definition never replaces another.</summary>
    public bool IsBlank => Nodes.All(n => n is TextNode text && string.IsNullOrWhiteSpace(text.Text));

    public override string ToString() => string.Concat(Nodes);
}

internal sealed record ActionNode(int Offset, PipeNode Pipe) : Node(Offset)
{
    public override string ToString() => $"{{{{{Pipe}}}}}";
}

/// <summary>if or with.</summary>
internal sealed record BranchNode(int Offset, bool SetsDot, PipeNode Pipe, ListNode Then, ListNode? Else) : Node(Offset)
{
    public override string ToString() => $"{{{{{(SetsDot ? "with" : "if")} {Pipe}}}}}";
}

internal sealed record RangeNode(int Offset, PipeNode Pipe, ListNode Body, ListNode? Else) : Node(Offset)
{
    public override string ToString() => $"{{{{range {Pipe}}}}}";
}

/// <summary>break or continue.</summary>
internal sealed record JumpNode(int Offset, bool Leaves) : Node(Offset)
{
    public override string ToString() => Leaves ? "{{break}}" : "{{continue}}";
}

internal sealed record TemplateNode(int Offset, string Name, PipeNode? Pipe) : Node(Offset)
{
    public override string ToString() => $"{{{{template {GoQuote.Text(Name)}{(Pipe is null ? "" : $" {Pipe}")}}}}}";
}

/// <summary>Only between parser functions: what ended a list.</summary>
internal sealed record EndNode(int Offset, bool IsElse) : Node(Offset)
{
    public override string ToString() => IsElse ? "{{else}}" : "{{end}}";
}

internal sealed record PipeNode(int Offset, bool Assigns, ImmutableArray<string> Declared, ImmutableArray<CommandNode> Commands) : Node(Offset)
{
    public override string ToString() =>
        (Declared.IsEmpty ? "" : string.Join(", ", Declared) + " := ") + string.Join(" | ", Commands);
}

internal sealed record CommandNode(int Offset, ImmutableArray<Node> Arguments) : Node(Offset)
{
    public override string ToString() => string.Join(' ', Arguments.Select(Bracketed));

    public static string Bracketed(Node node) => node is PipeNode ? $"({node})" : node.ToString();
}

internal sealed record FunctionNode(int Offset, string Name) : Node(Offset)
{
    public override string ToString() => Name;
}

internal sealed record DotNode(int Offset) : Node(Offset)
{
    public override string ToString() => ".";
}

internal sealed record NilNode(int Offset) : Node(Offset)
{
    public override string ToString() => "nil";
}

internal sealed record FieldNode(int Offset, ImmutableArray<string> Path) : Node(Offset)
{
    public override string ToString() => "." + string.Join('.', Path);
}

internal sealed record VariableNode(int Offset, string Name, ImmutableArray<string> Path) : Node(Offset)
{
    public override string ToString() => string.Concat(Path.Select(p => "." + p).Prepend(Name));
}

/// <summary>Fields of a parenthesised pipeline or of a function's result.</summary>
internal sealed record ChainNode(int Offset, Node Inner, ImmutableArray<string> Path) : Node(Offset)
{
    public override string ToString() => CommandNode.Bracketed(Inner) + "." + string.Join('.', Path);
}

/// <param name="Value">null: a number that does not fit an int, found out when it is used</param>
/// <param name="Source">as written</param>
internal sealed record LiteralNode(int Offset, GoValue? Value, string Source) : Node(Offset)
{
    public override string ToString() => Source;
}
