using Marten;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Integration.Tests.Door;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Distribution;

[Trait("Capability", "K5")]
public sealed class DecisionRecordTests
{
    [Fact]
    [Trait("Capability", "Z2")]
    public async Task every_assignment_names_a_record_in_its_transaction_that_decides_the_same_again()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada", Work.Profile(2, null, new Skill("csharp", 0.9)));
        await node.RegisterAsync("bob", Work.Profile(2, null, new Skill("csharp", 0.4)));
        var asking = new[] { node.ClaimAsync("ada", 2, 5), node.ClaimAsync("bob", 2, 5) };
        await node.BeginAsync("w1", Work.Definition(
            Work.Task("a") with { Skills = [new SkillRequirement("csharp", 0.5)] }, Work.Task("b"), Work.Task("c"), Work.Task("d", "a")));
        await Task.WhenAll(asking);

        await using var session = node.Store.QuerySession(Node.Workspace);
        var assigned = (await session.Events.FetchStreamAsync("workflow-w1", token: Node.Cancellation)).Select(e => e.Data).OfType<TaskAssigned>().ToList();
        var records = (await session.Events.FetchStreamAsync("assignment", token: Node.Cancellation)).ToDictionary(e => e.Version, e => (AssignmentDecided)e.Data);
        assigned.Count.ShouldBe(3);
        foreach (var assignment in assigned)
        {
            var record = records[assignment.Why.DecisionVersion!.Value];
            record.Decision.ShouldBe(assignment.Why.Decision);
            var again = DecisionRecord.Again(DecisionRecord.Read([record]).ShouldNotBeNull()).ShouldNotBeNull();
            var choice = again.Single(c => c.Task.Task == assignment.Task);
            (choice.Agent, choice.Why.Score, choice.Why.RunnerUp).ShouldBe((assignment.Agent, assignment.Why.Score, assignment.Why.RunnerUp));
        }

        (await node.QueryAsync<long>(
            """
            select count(*) from weft.mt_events a where type = 'task_assigned' and not exists
                (select 1 from weft.mt_events d where d.type = 'assignment_decided' and d.xmin = a.xmin and d.data ->> 'decision' = a.data -> 'why' ->> 'decision')
            """)).ShouldBe(0);
    }

    [Fact]
    [Trait("Capability", "K4")]
    public async Task what_an_agent_takes_for_a_kind_of_task_is_learnt_and_kept()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada");
        await node.BeginAsync("w1", Work.Fork(Measure.Every));
        foreach (var claimed in await node.ClaimAsync("ada", Measure.Every))
        {
            await node.SubmitAsync(claimed, "ada");
        }

        await Eventually.TrueAsync(async () => await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_measured' and (data -> 'performance' ->> 'completed')::int = 5") == 1);
        await using var session = node.Store.QuerySession(Node.Workspace);
        var measured = (await session.Events.FetchStreamAsync("agent-ada", token: Node.Cancellation)).Select(e => e.Data).OfType<AgentMeasured>().Last();
        measured.Baselines!.Value.ShouldHaveSingleItem().Count.ShouldBe(Measure.Every);
    }

    /// <summary>Tasks of different paths are one kind, as long as no rule tells them apart.</summary>
    [Fact]
    public async Task one_claim_stores_as_little_whether_two_tasks_wait_or_two_thousand()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada");
        await node.BeginAsync("w1", Work.Definition([.. Enumerable.Range(0, 2_000).Select(i => Work.Task($"t{i:0000}") with { Paths = [$"src/m{i}/**"] })]));
        for (var claim = 0; claim < 3; claim++)
        {
            var written = $"from weft.mt_events where seq_id > {await node.QueryAsync<long>("select max(seq_id) from weft.mt_events")} and type in ('assignment_decided', 'task_assigned')";
            (await node.ClaimAsync("ada")).Count.ShouldBe(1);
            (await node.QueryAsync<long>($"select count(*) {written}")).ShouldBe(2, "the record and the assignment");
            (await node.QueryAsync<long>($"select sum(octet_length(data::text)) {written}")).ShouldBeLessThan(2_000);
        }
    }

    [Fact]
    public async Task another_owner_goes_on_in_the_assignment_stream()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada");
        await node.BeginAsync("w1", Work.Fork(4));
        (await node.ClaimAsync("ada")).Count.ShouldBe(1);
        (await node.ClaimAsync("ada")).Count.ShouldBe(1);
        await using var other = node.Another();
        (await other.ClaimAsync("ada")).Count.ShouldBe(1);
        (await node.QueryAsync<long>("select max(version) from weft.mt_events where stream_id = 'assignment'")).ShouldBe(3);
    }
}
