namespace Weft.Domain.Templates;

/// <summary>Finds the top-level names that a template reads: where the dot, or $, is still the data it was given.</summary>
internal sealed class FieldScan(IReadOnlyDictionary<string, ListNode> trees)
{
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    public IReadOnlySet<string> Run(string name)
    {
        _visited.Add(name);
        Visit(trees[name], dotIsRoot: true);
        return _names;
    }

    private void Visit(Node? node, bool dotIsRoot)
    {
        switch (node)
        {
            case ListNode list:
                Visit(list.Nodes, dotIsRoot);
                break;
            case ActionNode action:
                Visit(action.Pipe, dotIsRoot);
                break;
            case BranchNode branch:
                Visit(branch.Pipe, dotIsRoot);
                Visit(branch.Then, dotIsRoot && !branch.SetsDot);
                Visit(branch.Else, dotIsRoot);
                break;
            case RangeNode range:
                Visit(range.Pipe, dotIsRoot);
                Visit(range.Body, dotIsRoot: false);
                Visit(range.Else, dotIsRoot);
                break;
            case TemplateNode template:
                Visit(template.Pipe, dotIsRoot);
                Enter(template, dotIsRoot);
                break;
            case PipeNode pipe:
                Visit(pipe.Commands, dotIsRoot);
                break;
            case CommandNode command:
                Visit(command.Arguments, dotIsRoot);
                break;
            case ChainNode chain:
                Visit(chain.Inner, dotIsRoot);
                break;
            case FieldNode field when dotIsRoot:
                _names.Add(field.Path[0]);
                break;
            case VariableNode { Name: "$", Path.Length: > 0 } variable:
                _names.Add(variable.Path[0]);
                break;
        }
    }

    private void Visit<T>(IEnumerable<T> nodes, bool dotIsRoot)
        where T : Node
    {
        foreach (var node in nodes)
        {
            Visit(node, dotIsRoot);
        }
    }

    /// <summary>Only a definition that is handed the data itself reads the data.</summary>
    private void Enter(TemplateNode template, bool dotIsRoot)
    {
        var passed = template.Pipe is { Commands: [{ Arguments: [var only] }] } ? only : null;
        var passesRoot = (passed is DotNode && dotIsRoot) || passed is VariableNode { Name: "$", Path.IsEmpty: true };
        if (passesRoot && trees.TryGetValue(template.Name, out var tree) && _visited.Add(template.Name))
        {
            Visit(tree, dotIsRoot: true);
        }
    }
}
