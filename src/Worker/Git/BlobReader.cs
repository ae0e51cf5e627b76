using System.Globalization;
using System.Text;

namespace Weft.Worker.Git;

/// <summary>Reads many blobs with one process.</summary>
internal static class BlobReader
{
    private const long MaxTotalBytes = 64L * 1024 * 1024;

    /// <summary>Contents by object id or <c>tree:path</c>. What is missing, no blob, or beyond the bound is not in the answer.</summary>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(WorkerClone clone, IEnumerable<string> names, long atMost, CancellationToken cancellation)
    {
        // A name with a line break cannot be asked for this way.
        var wanted = names.Where(name => !name.Contains('\n', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        var small = await SmallAsync(clone, wanted, atMost, cancellation);
        var call = clone.Call("cat-file", "--batch") with { Input = Lines(small), MaxOutputBytes = MaxTotalBytes * 2 };
        return Parse((await clone.DemandAsync(call, cancellation)).Output, small);
    }

    private static async Task<List<string>> SmallAsync(WorkerClone clone, List<string> names, long atMost, CancellationToken cancellation)
    {
        var call = clone.Call("cat-file", "--batch-check=%(objecttype) %(objectsize)") with { Input = Lines(names) };
        var lines = (await clone.DemandAsync(call, cancellation)).Line.Split('\n');
        var small = new List<string>();
        var total = 0L;
        for (var i = 0; i < names.Count && i < lines.Length; i++)
        {
            if (lines[i].Split(' ') is not ["blob", var text] || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                continue;
            if (size > atMost || total + size > MaxTotalBytes)
                continue;
            total += size;
            small.Add(names[i]);
        }
        return small;
    }

    private static Dictionary<string, byte[]> Parse(byte[] output, List<string> names)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var at = 0;
        foreach (var name in names)
        {
            var end = Array.IndexOf(output, (byte)'\n', at);
            var size = int.Parse(Encoding.ASCII.GetString(output, at, end - at).Split(' ')[2], CultureInfo.InvariantCulture);
            found[name] = output.AsSpan(end + 1, size).ToArray();
            at = end + 1 + size + 1;
        }
        return found;
    }

    private static byte[] Lines(List<string> names) => Encoding.UTF8.GetBytes(string.Concat(names.Select(name => name + "\n")));
}
