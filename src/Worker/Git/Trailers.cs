using System.Text;

namespace Weft.Worker.Git;

/// <summary>The lines at the end of a commit's message by which a restarted worker recognises its own work.</summary>
public sealed class Trailers
{
    public const string Workflow = "Weft-Workflow";
    public const string Task = "Weft-Task";
    public const string Attempt = "Weft-Attempt";
    public const string Resolution = "Weft-Resolution";
    public const string Rollback = "Weft-Rollback";
    public const string Reverts = "Weft-Reverts";

    private readonly List<KeyValuePair<string, string>> _lines = [];

    public IReadOnlyList<KeyValuePair<string, string>> Lines => _lines;

    public Trailers Add(string key, string value)
    {
        if (value.Length == 0 || value.Any(char.IsControl) || value != value.Trim())
            throw new GitException($"the value of {key} must be one line of text");
        _lines.Add(new(key, value));
        return this;
    }

    public string Message(string subject)
    {
        var text = new StringBuilder(Subject(subject)).Append("\n\n");
        foreach (var (key, value) in _lines)
            text.Append(key).Append(": ").Append(value).Append('\n');
        return text.ToString();
    }

    /// <summary>Whether a commit carries every one of these lines, read from <c>%(trailers:only,unfold)</c>.</summary>
    public bool AreAllIn(string trailers)
    {
        var lines = trailers.Split('\n').Select(line => line.TrimEnd('\r')).ToHashSet(StringComparer.Ordinal);
        return _lines.All(line => lines.Contains($"{line.Key}: {line.Value}"));
    }

    private static string Subject(string subject)
    {
        var line = new string([.. subject.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        if (line.Length == 0)
            return "Work of an agent";
        return line.Length <= 72 ? line : line[..71] + "…";
    }
}
