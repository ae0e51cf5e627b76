using Weft.Contracts;
using Weft.Domain.Workflows;

namespace Weft.Api.Workflows;

/// <summary>What a holder brings, in the words of the domain.</summary>
internal static class Reports
{
    public static TaskResult Result(SubmitRequest body) => new(
        body.Commit, body.Branch, [.. (body.Outputs ?? []).Select(o => new ArtifactRef(o.Name, o.Hash, o.SizeBytes, 0))], Usage(body.Usage), Evidence(body.Evidence));

    public static ResourceUsage? Usage(Usage? usage) => usage is null ? null : new ResourceUsage(
        usage.DurationMs, usage.CpuMs, usage.PeakMemoryBytes, usage.ReadBytes, usage.WriteBytes, usage.NetworkBytes,
        [.. (usage.Samples ?? []).Select(s => new ResourceSample(s.AtMs, s.CpuMs, s.MemoryBytes))]);

    public static Evidence? Evidence(EvidenceReport? evidence) => evidence is null ? null : new Evidence(evidence.ExitCode, evidence.OutputTail, evidence.OutputHash);
}
