using Marten;
using Shouldly;
using Weft.Domain.Causality;
using Weft.Domain.Workflows;
using Weft.Projections.Distribution;
using Weft.Projections.Workflows;

namespace Weft.Projections.Tests.Distribution;

[Trait("Capability", "Z2")]
public sealed class PastHoldsTests : IAsyncLifetime
{
    private static readonly string[] Agents = ["ada", "bob", "cyd", "dan"];

    private readonly HashSet<Type> _ended = [];
    private readonly Random _random = new(7);
    private TestStore _store = null!;
    private int _held;

    public async ValueTask InitializeAsync() => _store = await TestStore.CreateAsync();

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task what_agents_held_at_any_position_is_what_the_domain_held_there()
    {
        var runs = Enumerable.Range(0, 12).Select(seed => RandomRun.Play($"r{seed}", seed, 250)).ToArray();
        foreach (var run in runs)
        {
            await _store.AppendAsync("acme", run);
        }

        await _store.CatchUpAsync();
        await using var moment = await Snapshot.OpenAsync(_store.Store, _store.Database, "acme", [BoardProjection.BoardName], TestStore.Cancellation);
        foreach (var run in runs)
        {
            await AgreesAllAlongAsync(moment, run, [.. runs.TakeWhile(r => r != run).SelectMany(r => HeldIn(r.State))]);
        }

        _held.ShouldBeGreaterThan(500);
        _ended.Count.ShouldBeGreaterThan(9, "the histories should end what is held in nearly every way there is");
    }

    /// <param name="before">what is held in the runs before it</param>
    private async Task AgreesAllAlongAsync(Snapshot moment, SimulatedRun run, string[] before)
    {
        Workflow? state = null;
        foreach (var happened in await moment.Session.Events.FetchStreamAsync(run.Stream, token: TestStore.Cancellation))
        {
            var held = HeldIn(state);
            state = WorkflowEvolve.Evolve(state, (IWorkflowEvent)happened.Data, new Stamp(happened.Version, happened.Timestamp, Dot.None));
            if (HeldIn(state).Count < held.Count)
            {
                _ended.Add(happened.Data.GetType());
            }
            else if (_random.Next(12) > 0)
            {
                continue;
            }

            var holds = await PastHolds.ReadAsync(moment, happened.Sequence + 1, run.Now.AddDays(1), Agents, TestStore.Cancellation);
            holds.Select(h => $"{h.Agent} {h.Kind} {h.Since:O}").Order().ShouldBe(HeldIn(state).Concat(before).Order(), $"after {happened.Data} in {run.Id}");
            _held += holds.Count;
        }
    }

    private static List<string> HeldIn(Workflow? state) => state is null || state.Status == WorkflowStatus.Cancelled ? [] :
    [
        .. state.Items.Values.Where(i => i.IsHeld).Select(i => $"{i.Lease!.Agent} {i.Kind} {i.Lease.GrantedAt:O}"),
        .. state.Items.Values.Where(i => i.Status == WorkStatus.Offered).Select(i => $"{i.OfferedTo} {i.Kind} {DateTimeOffset.MaxValue:O}"),
    ];
}
