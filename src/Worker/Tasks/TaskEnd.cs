using Weft.Contracts;

namespace Weft.Worker.Tasks;

/// <summary>How an attempt ended, as it is to be reported.</summary>
internal abstract record TaskEnd
{
    private TaskEnd() { }

    public sealed record Done(string? Commit, string? Branch, IReadOnlyList<OutputArtifact> Outputs, Usage Usage, EvidenceReport Evidence) : TaskEnd
    {
        /// <summary>Null: there is no branch, or more of them than can be told.</summary>
        public IReadOnlyList<string>? ChangedPaths { get; init; }
    }

    public sealed record Failed(string Reason, EvidenceReport? Evidence, Usage? Usage) : TaskEnd;

    public sealed record HandedBack(string Reason) : TaskEnd;

    /// <summary>The lease is gone: there is nobody to report to.</summary>
    public sealed record Abandoned : TaskEnd;
}
