using System.Globalization;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Planning;
using Weft.Domain.Workflows;
using Weft.Projections.Distribution;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Distribution;

public static class GetPlanEndpoint
{
    private const double MostSeconds = 5;

    /// <summary>A plan of what is left of a run on the agents that are there: makespan, lower bound, gap, critical path, who does what and when, and what that rests on.
    /// method is default, heft, cpop, list or exact; seconds (0-5) is time for improving it.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/plan", OperationId = "getPlan"), Needs(Permission.Read)]
    public static async Task<View<PlanView>> Get(string workspace, string id, HttpContext http, Reads reads, TimeProvider time, string? method = null, string? seconds = null)
    {
        var budget = 0.0;
        if (method is not null && !Words.Is<Method>(method))
        {
            return Rejection.Because(Problems.BadValue, "method must be default, heft, cpop, list or exact.", ("field", "method"));
        }

        if (seconds is not null && (!double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out budget) || budget is not (>= 0 and <= MostSeconds)))
        {
            return Rejection.Because(Problems.BadValue, $"seconds must be 0-{MostSeconds}.", ("field", "seconds"));
        }

        var how = method is null ? Method.Default : Words.Of<Method>(method);
        Rejection? refused = null;
        var view = await reads.OneAsync(http, [BoardProjection.BoardName], Refusals.WorkflowUnknown(id), async (moment, cancellation) =>
        {
            var run = await RunPlan.ReadAsync(moment, id, time.GetUtcNow(), cancellation);
            refused = run?.Rejection;
            return run?.Instance is not { } instance ? null : Planner.Plan(instance, how, Budget(instance, time, budget, cancellation)).View(instance, id, how, run, moment.Position);
        });
        return refused is null ? view : refused;
    }

    /// <summary>Without a time of its own the usual number of moves, and never longer than the caller waits.</summary>
    private static PlanBudget Budget(Instance instance, TimeProvider time, double seconds, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        return seconds <= 0
            ? PlanBudget.Ordinary(instance) with { Enough = () => cancellation.IsCancellationRequested }
            : new PlanBudget(int.MaxValue, () => cancellation.IsCancellationRequested || time.GetElapsedTime(start).TotalSeconds >= seconds);
    }
}
