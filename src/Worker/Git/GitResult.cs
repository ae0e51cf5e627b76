using System.Text;

namespace Weft.Worker.Git;

/// <summary>What git answered. Output is bytes, because paths and contents are.</summary>
public sealed record GitResult(int ExitCode, byte[] Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    public string Text => Encoding.UTF8.GetString(Output);

    public string Line => Text.TrimEnd('\n', '\r');

    /// <summary>The fields of an answer given with <c>-z</c>, without the empty one behind the last NUL.</summary>
    public IReadOnlyList<string> Fields
    {
        get
        {
            var fields = Text.Split('\0');
            return fields[^1].Length == 0 ? fields[..^1] : fields;
        }
    }
}
