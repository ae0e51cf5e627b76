using System.Collections.Immutable;

namespace Weft.Domain.Templates;

/// <summary>Pipelines, commands, fields and calls.</summary>
internal sealed partial class Evaluator
{
    private Operand Pipeline(Operand dot, PipeNode pipe)
    {
        _at = pipe;
        Operand? previous = null;
        foreach (var command in pipe.Commands)
        {
            Step();
            previous = Command(dot, command, previous).Unboxed;
        }

        var value = previous ?? Operand.None;
        foreach (var name in pipe.Declared)
        {
            Bind(name, value, pipe.Assigns);
        }

        return value;
    }

    private void Bind(string name, Operand value, bool assigns)
    {
        if (!assigns)
        {
            _variables.Add((name, value));
            return;
        }

        var at = _variables.FindLastIndex(v => v.Name == name);
        _variables[at < 0 ? throw Cannot($"undefined variable: {name}") : at] = (name, value);
    }

    /// <param name="final">what the command before it in the pipeline gave: its last argument</param>
    private Operand Command(Operand dot, CommandNode command, Operand? final)
    {
        var first = command.Arguments[0];
        var hasArguments = command.Arguments.Length > 1 || final is not null;
        if (first is FunctionNode function)
        {
            return Call(dot, function, command, command.Arguments[1..], final);
        }

        if (first is not PipeNode)
        {
            _at = first;
        }

        if (first is VariableNode variable)
        {
            Variable(variable.Name);
        }

        if (hasArguments && first is not (FieldNode or ChainNode or VariableNode { Path.Length: > 0 }))
        {
            throw Cannot($"can't give argument to non-function {first}");
        }

        return first is NilNode ? throw Cannot("nil is not a command") : Value(dot, first, hasArguments);
    }

    /// <summary>The value of an operand that is not a call.</summary>
    private Operand Value(Operand dot, Node node, bool hasArguments = false)
    {
        if (node is not PipeNode)
        {
            _at = node;
        }

        return node switch
        {
            DotNode => dot,
            FieldNode field => Follow(dot, field.Path, hasArguments),
            VariableNode variable => Follow(Variable(variable.Name), variable.Path, hasArguments),
            ChainNode chain => Follow(Argument(dot, chain.Inner), chain.Path, hasArguments),
            PipeNode pipe => Pipeline(dot, pipe),
            LiteralNode literal => Operand.Of(literal.Value ?? throw Cannot($"{literal.Source} overflows int")),
            _ => Operand.None,
        };
    }

    private Operand Variable(string name)
    {
        var at = _variables.FindLastIndex(v => v.Name == name);
        return at < 0 ? throw Cannot($"undefined variable: {name}") : _variables[at].Value;
    }

    private static Operand Follow(Operand receiver, ImmutableArray<string> path, bool hasArguments)
    {
        for (var i = 0; i < path.Length; i++)
        {
            receiver = Field(receiver, path[i], hasArguments && i == path.Length - 1);
        }

        return receiver;
    }

    private static Operand Field(Operand receiver, string name, bool hasArguments)
    {
        switch (receiver.Value)
        {
            case null when !receiver.Boxed:
                throw new TemplateFault(TemplateCodes.MissingKey, $"nil data; no entry for key {GoQuote.Text(name)}");
            case null:
                throw Cannot($"nil pointer evaluating interface {{}}.{name}");
            case GoMap when hasArguments:
                throw Cannot($"{name} is not a method but has arguments");
            case GoMap map:
                return map.Entries.TryGetValue(name, out var value)
                    ? new Operand(value, Boxed: true)
                    : throw new TemplateFault(TemplateCodes.MissingKey, $"map has no entry for key {GoQuote.Text(name)}");
            default:
                throw Cannot($"can't evaluate field {name} in type {(receiver.Boxed ? "interface {}" : receiver.Value.TypeName)}");
        }
    }

    private Operand Argument(Operand dot, Node node)
    {
        _at = node;
        return node is FunctionNode function ? Call(dot, function, function, [], null) : Value(dot, node);
    }

    /// <param name="shown">what a message about a failed call quotes</param>
    private Operand Call(Operand dot, FunctionNode function, Node shown, ImmutableArray<Node> arguments, Operand? final)
    {
        _at = function;
        Functions.CheckCount(function.Name, arguments.Length, final is not null);
        if (function.Name is "and" or "or")
        {
            return ShortCircuit(dot, function.Name == "or", arguments, final);
        }

        var values = ImmutableArray.CreateBuilder<Operand>(arguments.Length + 1);
        foreach (var argument in arguments)
        {
            values.Add(function.Name == "printf" && values.Count == 0 ? FormatArgument(dot, argument) : Argument(dot, argument));
        }

        if (final is { } last)
        {
            values.Add(function.Name == "printf" && values.Count == 0 ? RequireText(last) : last);
        }

        return Invoke(function.Name, shown, values.ToImmutable());
    }

    private Operand Invoke(string name, Node shown, ImmutableArray<Operand> arguments)
    {
        try
        {
            Step(arguments.Sum(a => Functions.Weight(a.Value)));
            var result = Functions.Invoke(name, arguments);
            Step(Functions.Weight(result.Value));
            return result;
        }
        catch (TemplateFault fault) when (fault.Code == TemplateCodes.CannotEvaluate)
        {
            _at = shown;
            throw Cannot($"error calling {name}: {fault.Message}");
        }
    }

    private Operand FormatArgument(Operand dot, Node node)
    {
        _at = node;
        return node switch
        {
            LiteralNode { Value: not GoText } => throw Cannot($"expected string; found {node}"),
            NilNode => throw Cannot("cannot assign nil to string"),
            _ => RequireText(Argument(dot, node)),
        };
    }

    private static Operand RequireText(Operand operand) => operand switch
    {
        { Value: GoText } => operand,
        { Value: null, Boxed: false } => throw Cannot("invalid value; expected string"),
        _ => throw Cannot($"wrong type for value; expected string; got {operand.Value?.TypeName ?? "interface {}"}"),
    };

    private Operand ShortCircuit(Operand dot, bool stopsAt, ImmutableArray<Node> arguments, Operand? final)
    {
        var value = Operand.None;
        foreach (var argument in arguments)
        {
            value = Argument(dot, argument);
            if (Comparison.IsTrue(value.Value) == stopsAt)
            {
                return value;
            }
        }

        return final ?? value;
    }
}
