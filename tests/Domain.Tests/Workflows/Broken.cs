using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Domain.Tests.Workflows;

/// <summary>A message that is only put together when an invariant is broken; they are looked at millions of times.</summary>
[InterpolatedStringHandler]
public readonly ref struct Broken
{
    private readonly StringBuilder? _text;

    public Broken(int literalLength, int formattedCount, bool holds, out bool goOn)
    {
        goOn = !holds;
        _text = goOn ? new StringBuilder(literalLength + (16 * formattedCount)) : null;
    }

    public void AppendLiteral(string text) => _text!.Append(text);

    public void AppendFormatted<T>(T value) => _text!.Append(CultureInfo.InvariantCulture, $"{value}");

    public override string ToString() => _text?.ToString() ?? "";
}
