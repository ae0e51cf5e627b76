using Shouldly;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Agents;
using Weft.Domain.Audit;
using Weft.Domain.Causality;

namespace Weft.Projections.Tests.Distribution;

[Trait("Capability", "Z2")]
public sealed class PastAgentsTests : IAsyncLifetime
{
    private const int Length = 60;

    private static readonly StreamKind Kind = Application.EventStore.Streams.Agent;

    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.CreateAsync();

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    /// <summary>With a snapshot in the middle, and without one; what is skipped on the way leaves no trace.</summary>
    [Fact]
    public async Task an_agent_read_at_a_version_is_the_fold_of_its_events_up_to_there()
    {
        var agents = Enumerable.Range(0, 8).Select(i => (Key: Kind.Key($"a{i}"), Story: Draw($"a{i}", new Random(i)))).ToList();
        foreach (var (key, story) in agents)
        {
            await _store.AppendAsync("acme", key, story);
        }

        var folder = new StreamFolder(_store.Store, _store.Database);
        foreach (var (key, story) in agents[..4])
        {
            await folder.SaveSnapshotAsync("acme", key, new StreamState(Length / 2, Fold(story, Length / 2)), TestStore.Cancellation);
        }

        for (var version = 1; version <= Length; version++)
        {
            var read = await folder.LoadAtAsync("acme", Kind, [.. agents.Select(a => (a.Key, (long)version))], TestStore.Cancellation);
            foreach (var (state, (key, story)) in read.Zip(agents))
            {
                state.Version.ShouldBe(version);
                Shown((Agent)state.State!).ShouldBe(Shown(Fold(story, version)), $"{key} at {version}");
            }
        }
    }

    private static string Shown(Agent agent) => System.Text.Encoding.UTF8.GetString(StateHash.Canonical(agent));

    private static Agent Fold(Told[] story, int version) => story.Take(version).Select((t, i) => (t, i))
        .Aggregate((Agent?)null, (s, e) => Agent.Evolve(s, (IAgentEvent)e.t.Event, new Stamp(e.i + 1, e.t.At, Dot.None)))!;

    private static Told[] Draw(string id, Random random) =>
        [.. Enumerable.Range(0, Length).Select(i => new Told(i == 0 ? new AgentRegistered(id, Profile(1)) : Next(random, i), SimulatedRun.Midnight.AddSeconds(i)))];

    private static IAgentEvent Next(Random random, int i) => random.Next(10) switch
    {
        0 => new AgentProfileChanged(Profile(random.Next(1, 3))),
        1 => new AgentSuspected(10),
        2 => new AgentRecovered("Suspect"),
        3 => new BreakerCounted(new Fault("w/t/1", AttemptResult.Failed, "no"), i),
        4 => new AgentDraining("enough"),
        _ => new AgentMeasured(new Performance(i, 0, 1), [new Skill("code", i / 100.0)]) { Baselines = [new Baseline("simple:code", i, 1, 0)] },
    };

    private static AgentProfile Profile(int capacity) => new("n", [new Skill("code", 0.5)], null, AgentTier.Senior, capacity, true, null, Deadlines.Default);
}
