using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>A value on its way through a template. Boxed: it came out of a map or list and Go still sees the interface around it,
/// which its messages show and which tells a null found from no value at all.</summary>
internal readonly record struct Operand(GoValue? Value, bool Boxed)
{
    public static Operand None { get; } = new(null, false);

    public static Operand Of(GoValue? value) => new(value, false);

    public Operand Unboxed => this with { Boxed = false };
}

/// <summary>Walks a parsed template and writes its text.</summary>
internal sealed partial class Evaluator(IReadOnlyDictionary<string, ListNode> trees)
{
    private readonly StringBuilder _output = new();
    private List<(string Name, Operand Value)> _variables = [];
    private Node? _at;
    private string _running = "";
    private int _depth;
    private int _steps;

    /// <summary>How a list was left.</summary>
    private enum Flow { Through, Break, Continue }

    /// <summary>The expression being evaluated and the definition it stands in, for messages.</summary>
    public (Node? At, string Running) Place => (_at, _running);

    public string Run(string name, GoValue? data)
    {
        Enter(name, Operand.Of(data));
        return _output.ToString();
    }

    private void Enter(string name, Operand dot)
    {
        var (outerVariables, outerName) = (_variables, _running);
        (_variables, _running) = ([("$", dot)], name);
        Walk(dot, trees[name]);
        (_variables, _running) = (outerVariables, outerName);
    }

    private Flow Walk(Operand dot, ListNode list)
    {
        foreach (var node in list.Nodes)
        {
            var flow = Walk(dot, node);
            if (flow != Flow.Through)
            {
                return flow;
            }
        }

        return Flow.Through;
    }

    private Flow Walk(Operand dot, Node node)
    {
        Step();
        _at = node;
        switch (node)
        {
            case TextNode text:
                Write(text.Text);
                return Flow.Through;
            case ActionNode action:
                Print(dot, action);
                return Flow.Through;
            case BranchNode branch:
                return Choose(dot, branch);
            case RangeNode range:
                return Repeat(dot, range);
            case TemplateNode template:
                Invoke(dot, template);
                return Flow.Through;
            default:
                return ((JumpNode)node).Leaves ? Flow.Break : Flow.Continue;
        }
    }

    private void Print(Operand dot, ActionNode action)
    {
        var value = Pipeline(dot, action.Pipe);
        if (action.Pipe.Declared.IsEmpty)
        {
            _at = action;
            Write(value.Value is null ? GoFormat.NoValue : GoFormat.Plain(value.Value));
        }
    }

    private Flow Choose(Operand dot, BranchNode branch)
    {
        var mark = _variables.Count;
        var value = Pipeline(dot, branch.Pipe);
        var flow = Comparison.IsTrue(value.Value)
            ? Walk(branch.SetsDot ? value : dot, branch.Then)
            : branch.Else is null ? Flow.Through : Walk(dot, branch.Else);
        Forget(mark);
        return flow;
    }

    private Flow Repeat(Operand dot, RangeNode range)
    {
        var mark = _variables.Count;
        var value = Pipeline(dot, range.Pipe).Value;
        var flow = value switch
        {
            GoList { Items.Length: > 0 } list => Each(range, list.Items.Select((item, i) => ((GoValue)new GoInt(i), item))),
            GoMap { Entries.Count: > 0 } map => Each(range, map.Entries.Select(e => ((GoValue)new GoText(e.Key), e.Value))),
            GoList or GoMap or null => range.Else is null ? Flow.Through : Walk(dot, range.Else),
            _ => throw Cannot($"range can't iterate over {GoFormat.Plain(value)}"),
        };
        Forget(mark);
        return flow;
    }

    private Flow Each(RangeNode range, IEnumerable<(GoValue Key, GoValue? Item)> items)
    {
        var mark = _variables.Count;
        foreach (var (key, item) in items)
        {
            Step();
            var names = range.Pipe.Declared;
            for (var i = 0; i < names.Length; i++)
            {
                var isKey = names.Length > 1 && i == 0;
                _variables[mark - names.Length + i] = (names[i], isKey ? Operand.Of(key) : new Operand(item, Boxed: true));
            }

            var flow = Walk(new Operand(item, Boxed: true), range.Body);
            Forget(mark);
            if (flow == Flow.Break)
            {
                break;
            }
        }

        return Flow.Through;
    }

    private void Invoke(Operand dot, TemplateNode template)
    {
        if (!trees.ContainsKey(template.Name))
        {
            throw Cannot($"template {GoQuote.Text(template.Name)} not defined");
        }

        if (_depth == TemplateLimits.Depth)
        {
            throw new TemplateFault(
                TemplateCodes.TooDeep, string.Create(CultureInfo.InvariantCulture, $"exceeded maximum template depth ({TemplateLimits.Depth})"));
        }

        var passed = template.Pipe is null ? Operand.None : Pipeline(dot, template.Pipe);
        _depth++;
        Enter(template.Name, passed);
        _depth--;
    }

    private void Forget(int mark) => _variables.RemoveRange(mark, _variables.Count - mark);

    private void Write(string text)
    {
        GoFormat.RefuseBeyond(_output.Length + text.Length);
        _output.Append(text);
    }

    private void Step(int count = 1)
    {
        _steps += count;
        if (_steps > TemplateLimits.Steps)
        {
            throw new TemplateFault(
                TemplateCodes.TooManySteps, string.Create(CultureInfo.InvariantCulture, $"more than {TemplateLimits.Steps} steps"));
        }
    }

    private static TemplateFault Cannot(string message) => new(TemplateCodes.CannotEvaluate, message);
}
