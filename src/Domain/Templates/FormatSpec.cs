using System.Text;

namespace Weft.Domain.Templates;

/// <summary>One directive of a format: %[flags][width][.precision]verb.</summary>
internal readonly record struct FormatSpec(
    bool Sharp, bool Zero, bool Plus, bool Minus, bool Space, int? Width, int? Precision, Rune Verb)
{
    /// <summary>With the verb v, + asks for field names; there are none here, so it changes nothing.</summary>
    public FormatSpec For(Rune verb) => this with { Verb = verb, Plus = Plus && verb.Value != 'v' };

    public FormatSpec As(char verb) => this with { Verb = new Rune(verb) };

    /// <summary>Pads to the width, which counts characters and not columns; zeros when the flag asks for them.</summary>
    public void Pad(StringBuilder output, string text, bool zeros)
    {
        var missing = (Width ?? 0) - text.EnumerateRunes().Count();
        GoFormat.RefuseBeyond(output.Length + text.Length + Math.Max(missing, 0));
        if (missing <= 0)
        {
            output.Append(text);
        }
        else if (Minus)
        {
            output.Append(text).Append(' ', missing);
        }
        else
        {
            output.Append(zeros ? '0' : ' ', missing).Append(text);
        }
    }
}
