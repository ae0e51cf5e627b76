using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>Go's predefined template functions.</summary>
internal static class Functions
{
    /// <summary>Least number of arguments, and whether more may follow.</summary>
    private static readonly ImmutableDictionary<string, (int Least, bool More)> Known = new Dictionary<string, (int, bool)>
    {
        ["and"] = (1, true),
        ["call"] = (1, true),
        ["eq"] = (1, true),
        ["ge"] = (2, false),
        ["gt"] = (2, false),
        ["html"] = (0, true),
        ["index"] = (1, true),
        ["js"] = (0, true),
        ["le"] = (2, false),
        ["len"] = (1, false),
        ["lt"] = (2, false),
        ["ne"] = (2, false),
        ["not"] = (1, false),
        ["or"] = (1, true),
        ["print"] = (0, true),
        ["printf"] = (1, true),
        ["println"] = (0, true),
        ["slice"] = (1, true),
        ["urlquery"] = (0, true),
    }.ToImmutableDictionary();

    public static bool Exists(string name) => Known.ContainsKey(name);

    public static void CheckCount(string name, int given, bool piped)
    {
        var (least, more) = Known[name];
        var total = given + (piped ? 1 : 0);
        if (more ? total < least : total != least)
        {
            var want = more ? "at least " : "";
            throw Fail(string.Create(CultureInfo.InvariantCulture, $"wrong number of args for {name}: want {want}{least} got {(more ? given : total)}"));
        }
    }

    public static Operand Invoke(string name, ImmutableArray<Operand> arguments)
    {
        var first = arguments.IsEmpty ? Operand.None : arguments[0];
        return name switch
        {
            "call" => throw Fail(first.Value is null ? "call of nil" : $"non-function of type {first.Value.TypeName}"),
            "index" => Indexing.Index(first, arguments[1..]),
            "slice" => Operand.Of(Indexing.Slice(first.Value, arguments[1..])),
            "len" => Operand.Of(new GoInt(Length(first))),
            "not" => Truth(!Comparison.IsTrue(first.Value)),
            "eq" => Truth(Comparison.EqualsAny(first.Value, [.. arguments[1..].Select(a => a.Value)])),
            "ne" => Truth(!Comparison.EqualsAny(first.Value, [arguments[1].Value])),
            "lt" => Truth(Comparison.Less(first.Value, arguments[1].Value)),
            "ge" => Truth(!Comparison.Less(first.Value, arguments[1].Value)),
            "le" => Truth(Comparison.LessOrEqual(first.Value, arguments[1].Value)),
            "gt" => Truth(!Comparison.LessOrEqual(first.Value, arguments[1].Value)),
            _ => Operand.Of(new GoText(Write(name, [.. arguments.Select(a => a.Value)]))),
        };
    }

    /// <summary>How many steps it takes to read or write a value.</summary>
    public static int Weight(GoValue? value) => value switch
    {
        GoText text => text.Value.Length / TemplateLimits.CharactersPerStep,
        GoList list => list.Items.Length / TemplateLimits.CharactersPerStep,
        _ => 0,
    };

    private static Operand Truth(bool value) => Operand.Of(new GoBool(value));

    private static string Write(string name, ImmutableArray<GoValue?> values) => name switch
    {
        "print" => GoFormat.Sprint(values),
        "println" => GoFormat.Sprintln(values),
        "printf" => new GoPrintf(((GoText)values[0]!).Value, values[1..]).Run(),
        "html" => Escaping.Html(ForEscaping(values)),
        "js" => Escaping.JavaScript(ForEscaping(values)),
        _ => Escaping.UrlQuery(ForEscaping(values)),
    };

    /// <summary>Escaping prints a null as a template does, not as print does.</summary>
    private static string ForEscaping(ImmutableArray<GoValue?> values) =>
        GoFormat.Sprint([.. values.Select(v => v ?? new GoText(GoFormat.NoValue))]);

    private static long Length(Operand operand) => operand.Value switch
    {
        GoText text => Encoding.UTF8.GetByteCount(text.Value),
        GoList list => list.Items.Length,
        GoMap map => map.Entries.Count,
        null when operand.Boxed => throw Fail("len of nil pointer"),
        null => throw Fail("reflect: call of reflect.Value.Type on zero Value"),
        _ => throw Fail($"len of type {operand.Value.TypeName}"),
    };

    private static TemplateFault Fail(string message) => new(TemplateCodes.CannotEvaluate, message);
}
