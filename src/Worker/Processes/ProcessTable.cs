using System.Globalization;

namespace Weft.Worker.Processes;

/// <param name="Cpu">clock ticks of the process and of its children that it has waited for</param>
internal sealed record ProcessEntry(int Id, int Parent, int Group, int Session, char State, long Started, long Cpu, long ResidentPages)
{
    public bool IsAlive => State is not ('Z' or 'X');
}

/// <summary>What Linux tells about processes under /proc.</summary>
internal static class ProcessTable
{
    private static readonly double TicksPerMillisecond = (OperatingSystem.IsLinux() ? PosixLibrary.Configuration(2) : 100) / 1000.0;

    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && File.Exists("/proc/self/stat");

    public static long Milliseconds(long ticks) => (long)(ticks / TicksPerMillisecond);

    public static IReadOnlyList<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Read(id) is { } entry)
                entries.Add(entry);
        }
        return entries;
    }

    public static ProcessEntry? Read(int id)
    {
        var text = Content(id, "stat");
        // The name stands in parentheses and may contain anything, parentheses too.
        var end = text?.LastIndexOf(')') ?? -1;
        if (end < 0)
            return null;
        var fields = text![(end + 2)..].Split(' ');
        if (fields.Length < 22)
            return null;
        long Number(int at) => long.Parse(fields[at], CultureInfo.InvariantCulture);
        return new ProcessEntry(id, (int)Number(1), (int)Number(2), (int)Number(3), fields[0][0], Number(19), Number(11) + Number(12) + Number(13) + Number(14), Number(21));
    }

    /// <summary>Bytes that the storage layer really read and wrote, those of waited-for children included.</summary>
    public static (long Read, long Written)? Storage(int id)
    {
        var text = Content(id, "io");
        return text is null ? null : (Field(text, "read_bytes:"), Field(text, "write_bytes:"));
    }

    public static bool Carries(int id, string variable)
    {
        var text = Content(id, "environ");
        return text is not null && ("\0" + text).Contains($"\0{variable}\0", StringComparison.Ordinal);
    }

    public static bool IsNamed(int id, string name) => Content(id, "cmdline")?.StartsWith(name + "\0", StringComparison.Ordinal) == true;

    /// <summary>Bytes received and sent in the process's network namespace, when that is not the worker's own.</summary>
    public static long? OwnNetwork(int id)
    {
        try
        {
            var theirs = new FileInfo($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/ns/net").LinkTarget;
            return theirs is null || theirs == new FileInfo("/proc/self/ns/net").LinkTarget ? null : NetworkOf(id.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Sum over all interfaces but the loopback of a process's network namespace.</summary>
    public static long? NetworkOf(string process)
    {
        if (!TryRead($"/proc/{process}/net/dev", out var text))
            return null;
        var total = 0L;
        foreach (var line in text.Split('\n').Skip(2))
        {
            var parts = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 9 && parts[0] != "lo")
                total += long.Parse(parts[1], CultureInfo.InvariantCulture) + long.Parse(parts[9], CultureInfo.InvariantCulture);
        }
        return total;
    }

    private static long Field(string text, string name)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }

    private static string? Content(int id, string file) =>
        TryRead($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/{file}", out var text) ? text : null;

    /// <summary>A process may end between being listed and being read.</summary>
    private static bool TryRead(string path, out string text)
    {
        try
        {
            text = File.ReadAllText(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            text = "";
            return false;
        }
    }
}
