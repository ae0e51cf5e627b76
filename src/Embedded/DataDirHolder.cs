namespace Weft.Embedded;

/// <summary>Who uses a data folder.</summary>
public sealed record DataDirHolder(int ProcessId, DateTimeOffset StartedAt, int? Port = null, string? Url = null)
{
    public override string ToString() => FormattableString.Invariant(
        $"process {ProcessId}{(Url is null ? "" : $" at {Url}")}{(Port is null ? "" : $", PostgreSQL on port {Port}")}, since {StartedAt:u}");
}
