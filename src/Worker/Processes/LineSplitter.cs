using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Worker.Processes;

/// <summary>How much of a command's output was taken in so far, over both streams.</summary>
internal sealed class OutputBudget(long atMost)
{
    private long _taken;

    public long Dropped => Math.Max(0, Interlocked.Read(ref _taken) - atMost);

    public bool Take(int bytes) => Interlocked.Add(ref _taken, bytes) <= atMost;
}

/// <summary>
/// Turns bytes into lines of text that can be shown and stored anywhere: bounded, valid Unicode, without control characters and
/// without a terminal's colours.
/// </summary>
internal sealed partial class LineSplitter(OutputKind kind, OutputLimits limits, OutputBudget budget, Action<OutputLine> write)
{
    private readonly byte[] _line = new byte[limits.MaxLineBytes];
    private int _kept;
    private long _length;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (!budget.Take(bytes.Length))
            return;
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            Gather(bytes[..end]);
            Flush();
            bytes = bytes[(end + 1)..];
        }
        Gather(bytes);
    }

    /// <summary>The end of the stream: a last line may lack its line break.</summary>
    public void Complete()
    {
        if (_length > 0)
            Flush();
    }

    private void Gather(ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..Math.Min(_line.Length - _kept, bytes.Length)];
        part.CopyTo(_line.AsSpan(_kept));
        _kept += part.Length;
        _length += bytes.Length;
    }

    private void Flush()
    {
        var text = Clean(Encoding.UTF8.GetString(_line, 0, _kept));
        if (_length > _kept)
            text += string.Create(CultureInfo.InvariantCulture, $" … ({_length - _kept} bytes more)");
        _kept = 0;
        _length = 0;
        write(new OutputLine(kind, text));
    }

    private static string Clean(string text)
    {
        text = TerminalSequence().Replace(text, "").TrimEnd('\r');
        return text.AsSpan().ContainsAnyInRange('\0', '\b') || text.AsSpan().ContainsAnyInRange('\n', '\x1f') || text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            ? new string([.. text.Select(c => char.IsControl(c) && c != '\t' ? '\ufffd' : c)])
            : text;
    }

    [GeneratedRegex("\x1b(\\[[0-9;:?]*[A-Za-z]|\\][^\x07\x1b]*(\x07|\x1b\\\\)|[()][0-9A-Za-z])")]
    private static partial Regex TerminalSequence();
}
