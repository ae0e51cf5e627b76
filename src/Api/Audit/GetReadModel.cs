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
    /// <summary>The rows of a read model (for example task_row) as of a position or an instant, built again from the events up to there. What a row
    /// does not say is false, 0, empty or unknown.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/read-models/{name}", OperationId = "getReadModel"), Needs(Permission.Audit)]
    public static async Task<View<Page<JsonElement>>> Get(
        string workspace, string name, HttpContext http, Auditor auditor, Reads reads, HistoryReader history, long? position = null, DateTimeOffset? at = null)
    {
        var (asked, wrong) = Asked.Of(http);
        var (upTo, problem) = await reads.EventsAsync(http, position ?? 0);
        if ((wrong ?? problem) is { } refusal)
        {
            return refusal;
        }

        if (!RawRows.IsTable(name))
        {
            return Rejection.Because("read-model.unknown", $"There is no read model '{name}'; there are {string.Join(", ", ReadModels.Tables.Select(t => t.Table))}.", ("name", name));
        }

        upTo = position ?? upTo;
        upTo = at is { } instant ? await history.PositionAtAsync(workspace, instant, upTo, http.RequestAborted) : upTo;
        return await auditor.AsOfAsync(workspace, name, upTo, asked!, http.RequestAborted) is { } page
            ? new View<Page<JsonElement>>(new(page.Rows, asked!.Next(page.Next), upTo), upTo)
            : Auditor.Busy;
    }
}
