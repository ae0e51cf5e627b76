using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>The functions index and slice. Strings are indexed by bytes, as in Go.</summary>
internal static class Indexing
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static Operand Index(Operand item, ImmutableArray<Operand> indexes)
    {
        if (item.Value is null)
        {
            throw Fail("index of untyped nil");
        }

        var current = item.Unboxed;
        foreach (var index in indexes)
        {
            current = Step(current.Value, index.Value);
        }

        return current;
    }

    public static GoValue Slice(GoValue? item, ImmutableArray<Operand> indexes)
    {
        if (item is null)
        {
            throw Fail("slice of untyped nil");
        }

        if (indexes.Length > 3)
        {
            throw Fail(string.Create(CultureInfo.InvariantCulture, $"too many slice indexes: {indexes.Length}"));
        }

        return item switch
        {
            GoText when indexes.Length == 3 => throw Fail("cannot 3-index slice a string"),
            GoText text => SliceText(text.Value, indexes),
            GoList list => SliceList(list, indexes),
            _ => throw Fail($"can't slice item of type {item.TypeName}"),
        };
    }

    private static Operand Step(GoValue? item, GoValue? index)
    {
        switch (item)
        {
            case null:
                throw Fail("index of nil pointer");
            case GoList list:
                var at = Position(index, list.Items.Length);
                return at < list.Items.Length ? new Operand(list.Items[at], Boxed: true) : throw Fail("reflect: slice index out of range");
            case GoText text:
                var bytes = Encoding.UTF8.GetBytes(text.Value);
                var byteAt = Position(index, bytes.Length);
                return byteAt < bytes.Length ? Operand.Of(new GoByte(bytes[byteAt])) : throw Fail("reflect: string index out of range");
            case GoMap map:
                return new Operand(map.Entries.GetValueOrDefault(Key(index)), Boxed: true);
            default:
                throw Fail($"can't index item of type {item.TypeName}");
        }
    }

    private static string Key(GoValue? index) => index switch
    {
        GoText text => text.Value,
        null => throw Fail("value is nil; should be of type string"),
        _ => throw Fail($"value has type {index.TypeName}; should be string"),
    };

    private static GoText SliceText(string text, ImmutableArray<Operand> indexes)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var (from, to) = Bounds(indexes, bytes.Length, bytes.Length);
        try
        {
            return new GoText(Strict.GetString(bytes, from, to - from));
        }
        catch (DecoderFallbackException)
        {
            throw TemplateFault.Unsupported("a slice that cuts through a character");
        }
    }

    private static GoList SliceList(GoList list, ImmutableArray<Operand> indexes)
    {
        var (from, to) = Bounds(indexes, list.Items.Length, int.MaxValue);
        return new GoList(list.Items[from..to]);
    }

    private static (int From, int To) Bounds(ImmutableArray<Operand> indexes, int length, int most)
    {
        Span<int> bounds = [0, length, length];
        for (var i = 0; i < indexes.Length; i++)
        {
            var index = indexes[i];
            bounds[i] = index.Boxed ? throw Fail("cannot index slice/array with type interface {}") : Position(index.Value, most);
        }

        if (bounds[0] > bounds[1])
        {
            throw Fail(string.Create(CultureInfo.InvariantCulture, $"invalid slice index: {bounds[0]} > {bounds[1]}"));
        }

        if (indexes.Length == 3 && bounds[1] > bounds[2])
        {
            throw Fail(string.Create(CultureInfo.InvariantCulture, $"invalid slice index: {bounds[1]} > {bounds[2]}"));
        }

        // Beyond the length Go shows what lies in the list's spare memory.
        return bounds[1] <= length && bounds[2] <= length
            ? (bounds[0], bounds[1])
            : throw TemplateFault.Unsupported("slicing a list beyond its length");
    }

    private static int Position(GoValue? index, int most)
    {
        var value = index switch
        {
            GoInt i => i.Value,
            GoByte b => b.Value,
            null => throw Fail("cannot index slice/array with nil"),
            _ => throw Fail($"cannot index slice/array with type {index.TypeName}"),
        };
        return value >= 0 && value <= most ? (int)value : throw Fail(string.Create(CultureInfo.InvariantCulture, $"index out of range: {value}"));
    }

    private static TemplateFault Fail(string message) => new(TemplateCodes.CannotEvaluate, message);
}
