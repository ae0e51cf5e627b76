using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Projections.Agents;

namespace Weft.Api.Agents;

internal static class AgentViews
{
    public static AgentView View(this AgentRow row)
    {
        var (state, profile) = (row.State, row.State?.Profile);
        return new(
            row.Id, profile?.Name, state?.Status.Said() ?? "unknown", [.. (profile?.Skills ?? []).Select(s => new SkillLevel(s.Name, s.Level))], profile?.Specialty,
            profile?.Tier.Said(), profile?.Capacity ?? 0, profile?.Merges ?? false, profile?.Endpoint, row.Load,
            [.. row.Held.Select(h => new Contracts.HeldTask(h.Workflow, h.Task, h.Kind.Said(), h.Attempt, h.Since))],
            row.Finished, row.Failed, row.Lost, row.Released, state?.Performance.PaceRatio ?? 1, row.BusyMs / 1000.0, row.JoinedAt, row.ChangedAt, state?.Version ?? 0, row.Predicted,
            row.Predicted == 0 ? null : Math.Round(row.PredictionErrors / 1000.0 / row.Predicted, 4),
            [.. (state?.Trainings ?? []).Select(t => new TrainingView(t.Skill, t.Level, t.Supervisor, t.Trigger, t.Passed, t.Failed))], profile?.Roles ?? [],
            state is null ? null : View(state.Breaker));
    }

    private static BreakerView View(BreakerState? breaker) => breaker is not { } b ? new("closed", null, null, 0, 0, 0, null, null, []) : new(
        b.Status.Said(), b.Status == BreakerStatus.Closed ? null : b.Since, b.Until, b.Failures, b.Trips, b.Probes, b.Reason, b.By,
        [.. b.Faults.Select(f => new FaultView(f.Work, f.Kind.Said(), f.Reason))]);
}
