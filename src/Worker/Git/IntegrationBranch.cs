namespace Weft.Worker.Git;

/// <summary>A workflow's integration branch on the remote: its head, and what its own history says was done.</summary>
internal sealed class IntegrationBranch(WorkerClone clone, string name)
{
    private const char Field = '\x1f';
    private const char Record = '\x1e';

    public Task<string?> HeadAsync(CancellationToken cancellation) => clone.FetchAsync(name, cancellation);

    public Task<string?> HeadWithAsync(string commit, CancellationToken cancellation) => clone.FetchWithAsync(name, commit, cancellation);

    public Task<PushAnswer> PushAsync(string commit, string? expected, CancellationToken cancellation) => clone.PushAsync(commit, name, expected, cancellation);

    /// <summary>The newest commit of the branch's own line that carries all these trailers.</summary>
    /// <param name="start">where the branch began, if known: nothing older is looked at</param>
    public async Task<string?> FindAsync(string head, string? start, Trailers trailers, CancellationToken cancellation)
    {
        string[] search = [.. trailers.Lines.Select(line => $"--grep={line.Key}: {line.Value}")];
        string[] arguments = ["log", "--first-parent", "--fixed-strings", "--all-match", .. search, "--format=%H%x1f%(trailers:only,unfold)%x1e", RefName.Commit(head), .. Not(start)];
        var answer = await clone.DemandAsync(clone.Call(arguments), cancellation);
        foreach (var record in answer.Text.Split(Record))
        {
            // The grep finds text anywhere in a message; only the trailer block counts.
            if (record.Trim('\n').Split(Field) is [var commit, var found] && trailers.AreAllIn(found))
                return RefName.Commit(commit);
        }
        return null;
    }

    /// <summary>The branch's own commits after <paramref name="from"/>, newest first, with their trailers.</summary>
    public async Task<IReadOnlyList<(string Commit, string Trailers)>> LineAsync(string from, string head, CancellationToken cancellation)
    {
        var call = clone.Call("log", "--first-parent", "--format=%H%x1f%(trailers:only,unfold)%x1e", $"{RefName.Commit(from)}..{RefName.Commit(head)}");
        var answer = await clone.DemandAsync(call, cancellation);
        return [.. answer.Text.Split(Record).Select(record => record.Trim('\n').Split(Field)).Where(parts => parts.Length == 2).Select(parts => (RefName.Commit(parts[0]), parts[1]))];
    }

    private static string[] Not(string? start) => start is null ? [] : ["--ignore-missing", "--not", RefName.Commit(start)];
}
