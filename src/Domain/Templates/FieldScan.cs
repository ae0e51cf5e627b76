namespace Weft.Domain.Templates;

/// <summary>Finds the top-level names that a template reads: where the dot, or $, is still the data it was given. It also finds
/// those whose text may reach the output as it is, and not only inside <c>printf "%q"</c>.</summary>
internal sealed class FieldScan(IReadOnlyDictionary<string, ListNode> trees)
{
    private readonly SortedDictionary<string, int> _offsets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _bare = new(StringComparer.Ordinal);
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    /// <summary>Each name with the place where it is first read.</summary>
    public IReadOnlyDictionary<string, int> Offsets => _offsets;

    public IReadOnlySet<string> Bare => _bare;

    public FieldScan Run(string name)
    {
        _visited.Add(name);
        Visit(trees[name], dotIsRoot: true, shows: false);
        return this;
    }

    /// <param name="shows">what is read here may be printed as it is, here or further on</param>
    private void Visit(Node? node, bool dotIsRoot, bool shows)
    {
        switch (node)
        {
            case ListNode list:
                Visit(list.Nodes, dotIsRoot, shows);
                break;
            case ActionNode action:
                Visit(action.Pipe, dotIsRoot, !action.Pipe.Declared.IsEmpty || !IsTame(action.Pipe));
                break;
            case BranchNode branch:
                Visit(branch.Pipe, dotIsRoot, branch.SetsDot || !branch.Pipe.Declared.IsEmpty);
                Visit(branch.Then, dotIsRoot && !branch.SetsDot, shows);
                Visit(branch.Else, dotIsRoot, shows);
                break;
            case RangeNode range:
                Visit(range.Pipe, dotIsRoot, shows: true);
                Visit(range.Body, dotIsRoot: false, shows);
                Visit(range.Else, dotIsRoot, shows);
                break;
            case TemplateNode template:
                Visit(template.Pipe, dotIsRoot, shows: !PassesRoot(template, dotIsRoot));
                Enter(template, dotIsRoot);
                break;
            case PipeNode pipe:
                Visit(pipe.Commands, dotIsRoot, shows || !pipe.Declared.IsEmpty);
                break;
            case CommandNode command:
                Visit(command.Arguments, dotIsRoot, shows);
                break;
            case ChainNode chain:
                Visit(chain.Inner, dotIsRoot, shows);
                break;
            case FieldNode field when dotIsRoot:
                Add(field.Path[0], field.Offset, shows);
                break;
            case VariableNode { Name: "$", Path.Length: > 0 } variable:
                Add(variable.Path[0], variable.Offset, shows);
                break;
        }
    }

    private void Visit<T>(IEnumerable<T> nodes, bool dotIsRoot, bool shows)
        where T : Node
    {
        foreach (var node in nodes)
        {
            Visit(node, dotIsRoot, shows);
        }
    }

    private void Add(string name, int offset, bool shows)
    {
        _offsets.TryAdd(name, offset);
        if (shows)
        {
            _bare.Add(name);
        }
    }

    /// <summary>Ends in a quoted text, a truth or a number, whatever went in.</summary>
    private static bool IsTame(PipeNode pipe) => pipe.Commands[^1].Arguments switch
    {
        [FunctionNode { Name: "printf" }, LiteralNode { Value: GoText { Value: "%q" } }, ..] last => last.Length + (pipe.Commands.Length > 1 ? 1 : 0) <= 3,
        [FunctionNode { Name: "eq" or "ne" or "lt" or "le" or "gt" or "ge" or "not" or "len" }, ..] => true,
        _ => false,
    };

    /// <summary>Only a definition that is handed the data itself reads the data.</summary>
    private void Enter(TemplateNode template, bool dotIsRoot)
    {
        if (PassesRoot(template, dotIsRoot) && trees.TryGetValue(template.Name, out var tree) && _visited.Add(template.Name))
        {
            Visit(tree, dotIsRoot: true, shows: false);
        }
    }

    private static bool PassesRoot(TemplateNode template, bool dotIsRoot)
    {
        var passed = template.Pipe is { Commands: [{ Arguments: [var only] }] } ? only : null;
        return (passed is DotNode && dotIsRoot) || passed is VariableNode { Name: "$", Path.IsEmpty: true };
    }
}
