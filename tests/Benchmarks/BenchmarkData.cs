namespace Weft.Benchmarks;

/// <summary>The data with known answers: --data, then WEFT_DATA, then ../shared/data beside the repository. Each may name the folder
/// or the file itself.</summary>
public static class BenchmarkData
{
    public static string Find(string? option, string file)
    {
        var given = option ?? Environment.GetEnvironmentVariable("WEFT_DATA") ?? Path.Combine(RepositoryRoot(), "..", "shared", "data");
        var path = Path.GetFullPath(Directory.Exists(given) ? Path.Combine(given, file) : given);
        return File.Exists(path) ? path : throw new MissingDataException($"no data: {path} is not there (give --data or set WEFT_DATA)");
    }

    /// <summary>A folder of the data, or the folder or file that was named itself.</summary>
    public static string FindFolder(string? option, string folder)
    {
        var given = Path.GetFullPath(option ?? Environment.GetEnvironmentVariable("WEFT_DATA") ?? Path.Combine(RepositoryRoot(), "..", "shared", "data"));
        var inside = Path.Combine(given, folder);
        return Directory.Exists(inside) ? inside : File.Exists(given) || Directory.Exists(given) ? given
            : throw new MissingDataException($"no data: {given} is not there (give --data or set WEFT_DATA)");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "EventSourced.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}

/// <summary>A suite cannot run because its data is not there.</summary>
public sealed class MissingDataException(string message) : Exception(message);
