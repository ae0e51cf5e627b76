using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Weft.Domain.Templates;

/// <summary>printf: flags, width, precision and the verbs of Go's fmt. A wrong verb or count is shown in the text, as in Go.</summary>
internal sealed class GoPrintf(string format, ImmutableArray<GoValue?> arguments)
{
    private const int LargestWidth = 1_000_000;

    private readonly StringBuilder _output = new();
    private int _at;
    private int _used;

    public string Run()
    {
        while (_at < format.Length)
        {
            var percent = format.IndexOf('%', _at);
            var end = percent < 0 ? format.Length : percent;
            _output.Append(format, _at, end - _at);
            _at = end;
            if (percent >= 0)
            {
                _at++;
                Directive();
            }

            GoFormat.RefuseBeyond(_output.Length);
        }

        Extra();
        return _output.ToString();
    }

    private void Directive()
    {
        var spec = Flags();
        RefuseIndex();
        spec = Width(spec);
        spec = Precision(spec);
        RefuseIndex();
        if (_at >= format.Length)
        {
            _output.Append("%!(NOVERB)");
            return;
        }

        Rune.TryGetRuneAt(format, _at, out var verb);
        _at += verb.Utf16SequenceLength;
        if (verb.Value == '%')
        {
            _output.Append('%');
        }
        else if (_used >= arguments.Length)
        {
            _output.Append("%!").Append(verb.ToString()).Append("(MISSING)");
        }
        else
        {
            GoVerbs.Append(_output, spec.For(verb), arguments[_used++]);
        }
    }

    private FormatSpec Flags()
    {
        var spec = new FormatSpec();
        for (; _at < format.Length; _at++)
        {
            switch (format[_at])
            {
                case '#':
                    spec = spec with { Sharp = true };
                    break;
                case '0':
                    spec = spec with { Zero = !spec.Minus };
                    break;
                case '+':
                    spec = spec with { Plus = true };
                    break;
                case '-':
                    spec = spec with { Minus = true, Zero = false };
                    break;
                case ' ':
                    spec = spec with { Space = true };
                    break;
                default:
                    return spec;
            }
        }

        return spec;
    }

    private FormatSpec Width(FormatSpec spec)
    {
        if (!TryStar(out var width))
        {
            return spec with { Width = Number() };
        }

        if (width is not { } given)
        {
            _output.Append("%!(BADWIDTH)");
            return spec;
        }

        return given < 0 ? spec with { Width = -given, Minus = true, Zero = false } : spec with { Width = given };
    }

    private FormatSpec Precision(FormatSpec spec)
    {
        if (_at >= format.Length || format[_at] != '.')
        {
            return spec;
        }

        _at++;
        RefuseIndex();
        if (!TryStar(out var precision))
        {
            return spec with { Precision = Number() ?? 0 };
        }

        if (precision is null)
        {
            _output.Append("%!(BADPREC)");
        }

        return precision < 0 ? BadPrecision(spec) : spec with { Precision = precision };
    }

    private FormatSpec BadPrecision(FormatSpec spec)
    {
        _output.Append("%!(BADPREC)");
        return spec;
    }

    /// <summary>A * takes its number from the arguments; null: it is not there or not a small int.</summary>
    private bool TryStar(out int? value)
    {
        value = null;
        if (_at >= format.Length || format[_at] != '*')
        {
            return false;
        }

        _at++;
        var argument = _used < arguments.Length ? arguments[_used++] : null;
        var number = argument switch { GoInt i => i.Value, GoByte b => b.Value, _ => long.MaxValue };
        value = Math.Abs((decimal)number) <= LargestWidth ? (int)number : null;
        return true;
    }

    private int? Number()
    {
        var start = _at;
        var value = 0;
        for (; _at < format.Length && char.IsAsciiDigit(format[_at]); _at++)
        {
            value = (value * 10) + format[_at] - '0';
            if (value > LargestWidth)
            {
                throw TemplateFault.Unsupported("a width or precision above 1000000");
            }
        }

        return _at > start ? value : null;
    }

    private void RefuseIndex()
    {
        if (_at < format.Length && format[_at] == '[')
        {
            throw TemplateFault.Unsupported("argument indexes in printf");
        }
    }

    private void Extra()
    {
        if (_used >= arguments.Length)
        {
            return;
        }

        var rest = arguments[_used..].Select(a => a is null ? GoFormat.Nil : $"{a.TypeName}={GoFormat.Plain(a)}");
        _output.Append(CultureInfo.InvariantCulture, $"%!(EXTRA {string.Join(", ", rest)})");
        GoFormat.RefuseBeyond(_output.Length);
    }
}
