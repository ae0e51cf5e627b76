using System.Text;

namespace Weft.Contracts;

/// <summary>Finds a conflict that was left in an answer. A line of equal signs is a heading in many a text; only the whole set, in its order,
/// says that nobody decided. It stands here, where server and worker both see it: what the door takes from a person, the merge takes too.</summary>
public static class LeftMarkers
{
    private const string Ours = "<<<<<<<";
    private const string Middle = "=======";
    private const string Theirs = ">>>>>>>";

    /// <summary>The line (from 1) on which the first whole set begins; null when there is none.</summary>
    /// <param name="sides">contents that the merge began with: markers that stand there are the file's own, as in a test about merging</param>
    public static int? FirstSet(byte[] answer, IEnumerable<byte[]> sides)
    {
        var own = sides.SelectMany(Lines).Where(l => Is(l, Ours) || Is(l, Theirs)).ToHashSet(StringComparer.Ordinal);
        int? begun = null;
        var halfway = false;
        var number = 0;
        foreach (var line in Lines(answer))
        {
            number++;
            if (Is(line, Ours) && !own.Contains(line))
            {
                (begun, halfway) = (number, false);
            }
            else if (begun is not null && line == Middle)
            {
                halfway = true;
            }
            else if (halfway && Is(line, Theirs) && !own.Contains(line))
            {
                return begun;
            }
        }

        return null;
    }

    private static bool Is(string line, string marker) => line.StartsWith(marker, StringComparison.Ordinal) && (line.Length == marker.Length || line[marker.Length] == ' ');

    /// <summary>Latin-1 keeps every byte, whatever the encoding is.</summary>
    private static IEnumerable<string> Lines(byte[] text) => Encoding.Latin1.GetString(text).Split('\n').Select(line => line.TrimEnd('\r'));
}
