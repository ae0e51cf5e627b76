using System.Collections.Immutable;

namespace Weft.Domain.Templates;

/// <summary>Truth and order of values.</summary>
internal static class Comparison
{
    private enum Kind { Other, Bool, Int, Float, Text, Unsigned }

    public static bool IsTrue(GoValue? value) => value switch
    {
        GoBool b => b.Value,
        GoInt i => i.Value != 0,
        GoByte b => b.Value != 0,
        GoFloat f => f.Value != 0,
        GoText t => t.Value.Length > 0,
        GoList l => l.Items.Length > 0,
        GoMap m => m.Entries.Count > 0,
        _ => false,
    };

    public static bool EqualsAny(GoValue? value, ImmutableArray<GoValue?> others)
    {
        if (others.IsEmpty)
        {
            throw Fail("missing argument for comparison");
        }

        foreach (var other in others)
        {
            if (AreEqual(value, other))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Less(GoValue? left, GoValue? right)
    {
        var (kind, other) = (KindOf(left), KindOf(right));
        if (kind == Kind.Other || other == Kind.Other)
        {
            throw Fail("invalid type for comparison");
        }

        if (IsWhole(kind) && IsWhole(other))
        {
            return Whole(left) < Whole(right);
        }

        if (kind != other)
        {
            throw Fail("incompatible types for comparison");
        }

        return kind switch
        {
            Kind.Float => ((GoFloat)left!).Value < ((GoFloat)right!).Value,
            Kind.Text => Utf8Order.Instance.Compare(((GoText)left!).Value, ((GoText)right!).Value) < 0,
            _ => throw Fail("invalid type for comparison"),
        };
    }

    public static bool LessOrEqual(GoValue? left, GoValue? right) => Less(left, right) || AreEqual(left, right);

    private static bool AreEqual(GoValue? left, GoValue? right)
    {
        var (kind, other) = (KindOf(left), KindOf(right));
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        if (IsWhole(kind) && IsWhole(other))
        {
            return Whole(left) == Whole(right);
        }

        if (kind != other)
        {
            throw Fail("incompatible types for comparison");
        }

        return kind switch
        {
            Kind.Bool => ((GoBool)left).Value == ((GoBool)right).Value,
            Kind.Float => ((GoFloat)left).Value == ((GoFloat)right).Value,
            Kind.Text => string.Equals(((GoText)left).Value, ((GoText)right).Value, StringComparison.Ordinal),
            _ => throw NotComparable(left, right),
        };
    }

    private static TemplateFault NotComparable(GoValue left, GoValue right) => left.GetType() == right.GetType()
        ? Fail($"non-comparable type {Shown(right)}: {right.TypeName}")
        : Fail($"non-comparable types {Shown(left)}: {left.TypeName}, {right.TypeName}: {GoFormat.Plain(right)}");

    private static string Shown(GoValue value) => new GoPrintf("%s", [value]).Run();

    private static Kind KindOf(GoValue? value) => value switch
    {
        GoBool => Kind.Bool,
        GoInt => Kind.Int,
        GoByte => Kind.Unsigned,
        GoFloat => Kind.Float,
        GoText => Kind.Text,
        _ => Kind.Other,
    };

    private static bool IsWhole(Kind kind) => kind is Kind.Int or Kind.Unsigned;

    private static long Whole(GoValue? value) => value is GoInt i ? i.Value : ((GoByte)value!).Value;

    private static TemplateFault Fail(string message) => new(TemplateCodes.CannotEvaluate, message);
}
