using System.Text;

namespace Weft.Worker.Git;

/// <summary>Finds conflict markers that were left in a resolved text.</summary>
public static class LeftMarkers
{
    private static readonly string[] Starts = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

    /// <summary>
    /// The first line (from 1) that is a conflict marker and that no side of the conflict has: a file may well contain such lines
    /// by right, as a test about merging does. Null when there is none.
    /// </summary>
    public static int? FirstLine(byte[] resolved, IEnumerable<byte[]?> sides)
    {
        var known = sides.OfType<byte[]>().SelectMany(Lines).Where(IsMarker).ToHashSet(StringComparer.Ordinal);
        var lines = Lines(resolved);
        for (var i = 0; i < lines.Length; i++)
        {
            if (IsMarker(lines[i]) && !known.Contains(lines[i]))
                return i + 1;
        }
        return null;
    }

    private static bool IsMarker(string line) =>
        Starts.Any(start => line.StartsWith(start, StringComparison.Ordinal) && (line.Length == start.Length || (line[start.Length] == ' ' && start != "=======")));

    private static string[] Lines(byte[] text) => [.. Encoding.Latin1.GetString(text).Split('\n').Select(line => line.TrimEnd('\r'))];
}
