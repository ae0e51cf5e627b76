using Marten;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Balancing;
using Weft.Domain.Resources;
using Weft.Domain.Simulation;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Weft.Projections;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Simulation;

public static class GetForecastEndpoint
{
    private const int Simulations = 20;
    private const int FewestSimulations = 5;
    private const int MostSimulated = 40_000;
    private const int MostRuns = 20;
    private const int MostTasks = 2_000;

    /// <summary>How long the run will still take: the server's own deciders, in virtual time, from where the workspace stands, twenty times; five times at least where more than 2,000 tasks are open.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/forecast", OperationId = "getForecast"), Needs(Permission.Read)]
    public static Task<View<ForecastView>> Get(string workspace, string id, HttpContext http, Reads reads, IStreamReader streams, TimeProvider time) =>
        reads.OneAsync<ForecastView>(http, [BoardProjection.BoardName], Refusals.WorkflowUnknown(id), async (moment, cancellation) =>
        {
            if (await LoadAsync<Workflow>(streams, workspace, Streams.Workflow, id, cancellation) is not { } run)
            {
                return null;
            }

            var own = await LoadAsync<Workspace>(streams, workspace, Streams.Workspace, "", cancellation);
            var agents = (await moment.Session.Query<AgentRow>().ToListAsync(cancellation)).Select(r => r.State).OfType<Domain.Agents.Agent>().Where(a => a.Status is not (Domain.Agents.AgentStatus.Left or Domain.Agents.AgentStatus.Lost)).OrderBy(a => a.Id, StringComparer.Ordinal);
            var others = await OthersAsync(moment, streams, workspace, run, cancellation);
            var standing = new Standing(run, [.. others], [.. agents], own?.Policy ?? Policy.Default, time.GetUtcNow())
            {
                Ledger = await LoadAsync<Ledger>(streams, workspace, Streams.Ledger, "", cancellation) ?? Ledger.Empty,
                Balance = await LoadAsync<BalanceState>(streams, workspace, Streams.Balancing, "", cancellation) ?? BalanceState.None,
            };
            var forecast = run.IsTerminal ? new Forecast(1, [0]) : await Task.Run(() => Forecast.Of(standing, HowOften(run.Open + others.Sum(o => o.Open))), cancellation);
            return new ForecastView(id, forecast.Simulations, forecast.Seconds.Length, forecast.Within(0.1), forecast.Within(0.5), forecast.Within(0.9), others.Count, moment.Position,
                [.. forecast.Left.Select(s => new StuckView(s.Code, s.Tasks, s.TaskCount, s.Facts, [.. s.Changes.Select(c => new FlipView(c.Agent, c.What, c.From, c.To, Math.Round(c.Size, 6)))]))]);
        });

    /// <summary>Fewer simulations where each is long: a caller waits for them.</summary>
    private static int HowOften(int open) => Math.Clamp(MostSimulated / Math.Max(1, open), FewestSimulations, Simulations);

    /// <summary>Runs beside it, as many as can be simulated while a caller waits.</summary>
    private static async Task<List<Workflow>> OthersAsync(Snapshot moment, IStreamReader streams, string workspace, Workflow run, CancellationToken cancellation)
    {
        var (found, tasks) = (new List<Workflow>(), run.Items.Count);
        foreach (var row in await moment.Session.Query<WorkflowRow>().Where(w => w.Active && w.Id != run.Id).OrderBy(w => w.Id).Take(MostRuns).ToListAsync(cancellation))
        {
            if (await LoadAsync<Workflow>(streams, workspace, Streams.Workflow, row.Id, cancellation) is { IsTerminal: false } other && (tasks += other.Items.Count) <= MostTasks)
            {
                found.Add(other);
            }
        }

        return found;
    }

    private static async Task<T?> LoadAsync<T>(IStreamReader streams, string workspace, StreamKind kind, string id, CancellationToken cancellation)
        where T : class => (T?)(await streams.LoadAsync(workspace, kind, kind.Key(id), cancellation)).State;
}
