using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Conflicts;
using Weft.Application.Coordination;
using Weft.Application.Workflows;
using Weft.Application.Workspaces;
using Weft.Contracts;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Weft.Integration.Tests.Door;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Sagas;

[Trait("Capability", "O3")]
public sealed class ConflictSagaTests
{
    [Fact]
    public async Task a_conflict_that_nobody_answers_is_escalated_level_by_level()
    {
        await using var host = await SagaHost.StartAsync();
        await ConflictAsync(host, conflictSeconds: 1);

        await Eventually.TrueAsync(async () => await host.CountAsync("conflict_escalated") == 3);

        (await host.QueryAsync<string>("select string_agg(data ->> 'level', ' ' order by version) from weft.mt_events where type = 'conflict_escalated'")).ShouldBe("2 3 4");
    }

    [Fact]
    public async Task an_answered_conflict_is_not_escalated()
    {
        await using var host = await SagaHost.StartAsync();
        var conflict = await ConflictAsync(host, conflictSeconds: 600);
        await SagasAsync(host, 1);

        (await host.SendAsync(new ResolveConflict(conflict, [new ResolvedFile("a.txt", "h")]))).Rejection.ShouldBeNull();

        await SagasAsync(host, 0);
        await host.InvokeAsync(new ConflictDeadline(conflict, 1, 600));
        (await host.CountAsync("conflict_escalated")).ShouldBe(0);
    }

    [Fact]
    public async Task a_conflict_of_a_task_that_is_retried_is_withdrawn()
    {
        await using var host = await SagaHost.StartAsync();
        await ConflictAsync(host, conflictSeconds: 600);
        await SagasAsync(host, 1);

        (await host.SendAsync(new RetryTask("r", "a", "do it again"))).Rejection.ShouldBeNull();

        (await host.CountAsync("conflict_withdrawn")).ShouldBe(1);
        await SagasAsync(host, 0);
    }

    private static Task SagasAsync(SagaHost host, int count) =>
        Eventually.TrueAsync(async () => await host.QueryAsync<long>("select count(*) from weft.mt_doc_conflictsaga") == count);

    /// <summary>Returns the id of an open conflict of task a.</summary>
    private static async Task<string> ConflictAsync(SagaHost host, double conflictSeconds)
    {
        (await host.SendAsync(new SetPolicy(new PolicyChange { ConflictSeconds = conflictSeconds }))).Rejection.ShouldBeNull();
        (await host.SendAsync(new RegisterAgent("ada", Work.Profile()))).Rejection.ShouldBeNull();
        (await host.SendAsync(Work.Create("r", Work.Definition(Work.Task("a")), Work.Repository))).Rejection.ShouldBeNull();
        var work = Work.Claimed(await host.SendAsync(new ClaimTasks("ada", 1, 0))).ShouldHaveSingleItem();
        (await host.SendAsync(Work.Submit(work, "ada", new string('1', 40)))).Rejection.ShouldBeNull();
        var merge = Work.Claimed(await host.SendAsync(new ClaimTasks("ada", 1, 0))).ShouldHaveSingleItem();
        var answer = await host.SendAsync(new ReportConflict("r", merge.Task, new Holder("ada", merge.Token), "b", "o", "t",
            [new ConflictedFile("a.txt", ConflictKind.Content, "h0", "h1", "h2", "h3")]));
        return answer.Answer.ShouldBeOfType<ConflictAnswer>().Id;
    }
}
