using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Projections.Conflicts;

namespace Weft.Api.Conflicts;

internal static class ConflictViews
{
    public static ConflictView View(this ConflictRow row)
    {
        var c = row.State;
        return new(
            row.Id, c.Workflow, c.Task, c.With, c.Status.Said(), c.Level, c.BaseCommit, c.OursCommit, c.TheirsCommit,
            [.. c.Files.Select(f => new ConflictFile(f.Path, f.Kind.Said(), f.Base, f.Ours, f.Theirs, f.Marked))],
            c.By, [.. c.Answer.Select(a => new ResolvedPath(a.Path, a.Hash))], c.DetectedAt, c.EndedAt, c.Version);
    }
}
