using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Queries;

[Trait("Capability", "B2")]
public sealed class AuditTests
{
    [Fact]
    public async Task the_audit_replay_agrees_until_somebody_changes_a_row()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.PlayAsync();
        var report = await scene.PostAsync<AuditReport>($"/audit/replay?waitFor={scene.Position}", new AuditReplayRequest());
        report.Equal.ShouldBeTrue();
        report.Position.ShouldBeGreaterThanOrEqualTo(scene.Position);
        report.ReadModels.Single(m => m.Name == "task_row").Rows.ShouldBe(4);
        report.ReadModels.ShouldAllBe(m => m.LiveHash == m.RebuiltHash);

        await using (var command = scene.Server.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            $"update weft.mt_doc_task_row set data = jsonb_set(data, '{{holder}}', '\"mallory\"') where tenant_id = '{scene.Workspace}' and id = '{id}/docs'"))
        {
            (await command.ExecuteNonQueryAsync(Server.Cancellation)).ShouldBe(1);
        }

        report = await scene.PostAsync<AuditReport>("/audit/replay", new AuditReplayRequest());
        report.Equal.ShouldBeFalse();
        var wrong = report.ReadModels.Single(m => !m.Equal);
        wrong.Name.ShouldBe("task_row");
        wrong.Differences.ShouldHaveSingleItem().ShouldSatisfyAllConditions(d => d.Id.ShouldBe($"{id}/docs"), d => d.Kind.ShouldBe("changed"), d => d.Live!.ShouldContain("mallory"));
    }
}
