using Weft.Api.Coordination;
using Weft.Api.Workflows;
using Weft.Contracts;
using Weft.Domain.Distribution;
using Weft.Domain.Planning;
using Weft.Projections.Distribution;

namespace Weft.Api.Distribution;

/// <summary>Explanations and plans as the API says them.</summary>
internal static class DistributionViews
{
    public static WhyAnswer View(this TaskWhy why, long position) => new(
        why.Task.Workflow, why.Task.Task, why.Task.Status.Said(), [.. why.Waits.Select(w => new WaitReason(w.Code, w.Detail, w.Facts))],
        why.Given is null ? null : Assignment(why, why.Given), position,
        [.. Asked(why).Skills.Select(s => new SkillLevel(s.Name, s.MinLevel))], Asked(why).SkillsFrom,
        Now(why).Priority, Now(why).Priority - why.Task.Priority, [.. why.Waits.SelectMany(w => w.Changes).Select(c => new ChangeView(c.What, c.Agent, c.From, c.To, c.Text))]);

    public static PlanView View(this PlanOutcome plan, Instance instance, string workflow, Method method, RunPlan run, long position) => new(
        workflow, method.Said(), plan.BuiltBy, Seconds(plan.Makespan), Seconds(plan.Bound.Value), plan.Bound.Reason, Math.Round(plan.Gap, 6), plan.IsOptimal && run.Unplanned.IsEmpty,
        [.. plan.Schedule.CriticalPath(instance).Select(t => instance.Tasks[t].Id)],
        [.. plan.Schedule.Sequences(instance).Select((tasks, agent) => new AgentPlan(instance.Agents[agent],
            [.. tasks.Select(t => new PlannedWork(instance.Tasks[t].Id, Seconds(plan.Schedule.Slots[t].Start), Seconds(plan.Schedule.Slots[t].End)))])).Where(a => a.Tasks.Count > 0)],
        [.. run.Unplanned.Select(u => new UnplannedTask(u.Task, u.Code, u.Because))], position, [.. run.Assumptions.Select(a => new PlanAssumption(a.Code, a.Text))]);

    /// <summary>As recorded with its last assignment; before that, as it would be asked for now.</summary>
    private static OpenTask Asked(TaskWhy why) => why.Explained?.Task ?? why.Asks;

    /// <summary>While it waits, as it would be chosen for now; otherwise as it was.</summary>
    private static OpenTask Now(TaskWhy why) => why.Task.Holder is null && why.Task.IsOpen ? why.Asks : Asked(why);

    private static AssignmentWhy Assignment(TaskWhy why, Given given)
    {
        var (reason, explained, weights) = (given.Why, why.Explained, why.Inputs?.Weights);
        return new AssignmentWhy(
            given.Agent, given.Attempt, reason.Chooser, reason.Decision, reason.Score, reason.RunnerUp, reason.RunnerUpScore, reason.Candidates, reason.LeftOut,
            explained is not null, explained?.Chosen == given.Agent, why.Inputs?.PolicyVersion,
            weights is null ? null : new WeightsView(weights.Fit, weights.Finish, weights.Load, weights.Priority, weights.Fairness, weights.Affinity, weights.Cost),
            [.. (explained?.Contenders ?? []).Select(View)],
            explained?.SmallestFlip is { } flip ? new FlipView(flip.Agent, flip.What, flip.From, flip.To, Round(flip.Size), flip.Holder, FlipText.Of(flip)) : null, given.Why.Practice.View());
    }

    private static ContenderView View(Contender c) => new(
        c.Agent, c.Verdict, c.Score,
        c.Criteria is { } x ? new CriteriaView(Round(x.Fit), Round(x.Finish), Round(x.Load), Round(x.Fairness), Round(x.Affinity), Round(x.Cost)) : null,
        c.Prediction.Seconds, c.Prediction.ErrorSeconds, c.Prediction.Samples, c.State.Capacity, c.State.WithoutTask, c.State.Utilisation, c.Considered,
        c.State.Idle is null ? null : c.State.Free);

    private static double Round(double value) => Math.Round(value, 6);

    private static double Seconds(double value) => Math.Round(value, 3);
}
