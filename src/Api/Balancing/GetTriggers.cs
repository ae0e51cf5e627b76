using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Balancing;
using Weft.Projections.Balancing;
using Wolverine.Http;

namespace Weft.Api.Balancing;

public static class GetTriggersEndpoint
{
    /// <summary>Triggers with their figures before and after, and what each strategy did about them, newest first; with open=true those that stand.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/reports/triggers", OperationId = "reportTriggers"), Needs(Permission.Read)]
    public static Task<View<Page<TriggerView>>> Get(string workspace, HttpContext http, Reads reads, bool open = false) =>
        reads.PageAsync<TriggerView>(http, [BalancingProjection.BalancingName], async (moment, asked, cancellation) =>
        {
            var (rows, next) = await moment.PageAsync<TriggerRow>("trigger_row", open ? "open" : "true", [], asked.After, asked.Limit, newestFirst: true, cancellation);
            return ([.. rows.Select(View)], next);
        });

    private static TriggerView View(TriggerRow r) => new(
        r.Trigger, r.Kind.Said(), r.Subject.Length == 0 ? null : r.Subject, r.Threshold, r.Baseline, r.Figure, r.Latest, r.ClearedFigure, r.RaisedAt, r.ClearedAt, r.ClearedFor,
        [.. r.Strategies.Select(s => new StrategyView(s.Strategy, s.At, s.What, s.Count, s.Before, s.After, s.HereSeconds, s.ThereSeconds))],
        r.Kinds is { IsDefaultOrEmpty: false } kinds ? [.. kinds.Select(k => new SlowKind(k.Family, k.Figure, k.Baseline))] : null);
}

public static class GetWindowsEndpoint
{
    /// <summary>Utilisation, queue, velocity, rework and pace of each agent, window by window, newest first.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/reports/windows", OperationId = "reportWindows"), Needs(Permission.Read)]
    public static Task<View<Page<WindowView>>> Get(string workspace, HttpContext http, Reads reads) =>
        reads.PageAsync<WindowView>(http, [BalancingProjection.BalancingName], async (moment, asked, cancellation) =>
        {
            var (rows, next) = await moment.PageAsync<WindowRow>("window_row", "true", [], asked.After, asked.Limit, newestFirst: true, cancellation);
            return ([.. rows.Select(View)], next);
        });

    private static WindowView View(WindowRow r) => new(
        r.Window, r.From, r.To, r.Pending, [.. r.Groups.Select(g => new PendingView([.. g.Skills.Select(s => s.Name)], g.Tasks, g.Able))],
        [.. r.Agents.Select(a => View(a, Math.Max(0.001, (r.To - r.From).TotalMinutes)))]);

    private static AgentWindowView View(AgentWindow a, double minutes) => new(
        a.Agent, a.Utilisation, a.Cpu, a.Memory, a.Held, a.Queue, a.Finished, Math.Round(a.Finished / minutes, 4), a.ReworkRate, a.Pace);
}
