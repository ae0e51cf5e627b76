using System.Text.Json;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.History;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Projections.Audit;
using Wolverine.Http;

namespace Weft.Api.Audit;

public static class GetReadModelEndpoint
{
    /// <summary>The rows of a read model (for example task_row) as of a position or an instant, built again from the events up to there.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/read-models/{name}", OperationId = "getReadModel"), Needs(Permission.Audit)]
    public static async Task<View<Page<JsonElement>>> Get(
        string workspace, string name, HttpContext http, Auditor auditor, Reads reads, HistoryReader history, HighWater water, long? position = null, DateTimeOffset? at = null)
    {
        var (asked, wrong) = Asked.Of(http);
        if (wrong is not null || (wrong = await reads.NotReadyAsync(http, [])) is not null)
        {
            return wrong;
        }

        if (!RawRows.IsTable(name))
        {
            return Rejection.Because("read-model.unknown", $"There is no read model '{name}'; there are {string.Join(", ", ReadModels.Tables.Select(t => t.Table))}.", ("name", name));
        }

        var upTo = Math.Min(position ?? long.MaxValue, await water.ReadAsync(http.RequestAborted));
        upTo = at is { } instant ? await history.PositionAtAsync(workspace, instant, upTo, http.RequestAborted) : upTo;
        return await auditor.AsOfAsync(workspace, name, upTo, asked!, http.RequestAborted) is { } page
            ? new View<Page<JsonElement>>(new(page.Rows, page.Next, upTo), upTo)
            : Auditor.Busy;
    }
}
