using Shouldly;
using Weft.Application.Workflows;
using Weft.Domain.Workflows;
using Weft.Integration.Tests.Door;
using Wolverine;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Sagas;

[Trait("Capability", "H5")]
public sealed class CoordinationSagaTests
{
    [Fact]
    public async Task a_gate_that_waits_too_long_times_out()
    {
        await using var host = await SagaHost.StartAsync();
        await BeginAsync(host, timeoutSeconds: 1);

        await Eventually.TrueAsync(async () => await host.CountAsync("gate_timed_out") == 1);

        await Eventually.TrueAsync(async () => await host.QueryAsync<long>("select count(*) from weft.mt_doc_coordinationsaga") == 0);
    }

    [Fact]
    public async Task a_deadline_delivered_again_changes_nothing()
    {
        await using var host = await SagaHost.StartAsync();
        await BeginAsync(host, timeoutSeconds: 1);
        await Eventually.TrueAsync(async () => await host.CountAsync("gate_timed_out") == 1);
        var events = await host.QueryAsync<long>("select count(*) from weft.mt_events");

        await host.InvokeAsync(new GateDeadline("r", "g", 1));
        await host.InvokeAsync(new GateDeadline("unknown", "g", 1));

        (await host.QueryAsync<long>("select count(*) from weft.mt_events")).ShouldBe(events);
    }

    [Fact]
    public async Task the_saga_ends_with_its_last_deadline_though_its_run_is_over()
    {
        await using var host = await SagaHost.StartAsync();
        await BeginAsync(host, timeoutSeconds: 3);
        await Eventually.TrueAsync(async () => await host.QueryAsync<long>("select count(*) from weft.mt_doc_coordinationsaga") == 1);

        await host.SendAsync(new CancelWorkflow("r", "enough"));

        await Eventually.TrueAsync(async () => await host.QueryAsync<long>("select count(*) from weft.mt_doc_coordinationsaga") == 0);
        (await host.CountAsync("gate_timed_out")).ShouldBe(0);
    }

    [Fact]
    public async Task without_saga_documents_and_messages_deadlines_are_found_again_from_state()
    {
        string database;
        await using (var host = await SagaHost.StartAsync())
        {
            database = host.ConnectionString;
            await BeginAsync(host, timeoutSeconds: 4);
            await Eventually.TrueAsync(async () => await host.QueryAsync<long>("select count(*) from weft.mt_doc_coordinationsaga") == 1);
            await host.QueryAsync<long>("with a as (delete from weft.mt_doc_coordinationsaga), b as (delete from weft.wolverine_incoming_envelopes returning 1) select count(*) from b");
        }

        await using var next = await SagaHost.StartAsync(database);
        await Eventually.TrueAsync(async () => await next.CountAsync("gate_timed_out") == 1);
    }

    /// <summary>The gate waits for a and b; a is done, b never comes.</summary>
    private static async Task BeginAsync(SagaHost host, int timeoutSeconds)
    {
        var definition = Work.Definition(Work.Task("a"), Work.Task("b"), Work.Task("c", "g")) with { Gates = [new GateDefinition("g", ["a", "b"], [], timeoutSeconds)] };
        (await host.SendAsync(new Application.Agents.RegisterAgent("ada", Work.Profile()))).Rejection.ShouldBeNull();
        (await host.SendAsync(Work.Create("r", definition))).Rejection.ShouldBeNull();
        var claimed = Work.Claimed(await host.SendAsync(new Application.Coordination.ClaimTasks("ada", 2, 0)));
        (await host.SendAsync(Work.Submit(claimed.Single(c => c.Task == "a"), "ada"))).Rejection.ShouldBeNull();
    }
}
