namespace Weft.Benchmarks.Faults;

/// <summary>Every stream counts 1, 2, 3… in the order of the log.</summary>
internal sealed class StreamVersions
{
    private readonly Dictionary<(string Workspace, string Stream), long> _last = [];

    public Violation? Next(LoggedEvent happened)
    {
        var key = (happened.Workspace, happened.Stream);
        var expected = _last.GetValueOrDefault(key) + 1;
        _last[key] = Math.Max(happened.Version, expected - 1);
        return happened.Version == expected
            ? null
            : new Violation(ViolationKind.BrokenVersions, $"{happened.Workspace}/{happened.Stream}", $"version {happened.Version} at {happened.Position}, where {expected} was next");
    }
}
