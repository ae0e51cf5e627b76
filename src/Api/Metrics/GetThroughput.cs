using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Projections.Metrics;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Metrics;

public static class GetThroughputEndpoint
{
    private const int MostHours = 24 * 92;

    /// <summary>What was finished per hour, by template, in the hours from (inclusive) to (exclusive); the last 24 when nothing is said.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/throughput", OperationId = "getThroughput"), Needs(Permission.Read)]
    public static async Task<View<ThroughputView>> Get(
        string workspace, HttpContext http, Reads reads, TimeProvider time, DateTimeOffset? from = null, DateTimeOffset? to = null, string? template = null)
    {
        var end = to is { } given ? Ceiling(given) : ThroughputBucket.HourOf(time.GetUtcNow()).AddHours(1);
        var start = from is { } begin ? ThroughputBucket.HourOf(begin) : end.AddHours(-24);
        if (start >= end || (end - start).TotalHours > MostHours)
        {
            return Rejection.Because(Problems.BadValue, $"from must be before to, by at most {MostHours} hours.", ("field", "from"));
        }

        return await reads.OneAsync<ThroughputView>(http, [BoardProjection.BoardName], Rejection.Because("throughput.unknown", "There is no throughput."), async (moment, cancellation) =>
        {
            var (rows, _) = await moment.PageAsync<ThroughputBucket>(
                "throughput_bucket", "(data ->> 'hour')::timestamptz >= $2 and (data ->> 'hour')::timestamptz < $3 and ($4 = '' or data ->> 'template' = $4)",
                [start, end, template ?? ""], null, 20_000, newestFirst: false, cancellation);
            var hours = (end - start).TotalHours;
            return new ThroughputView(moment.Position, start, end, hours, [.. rows.GroupBy(r => r.Template, StringComparer.Ordinal).Select(g => View(g.Key, [.. g.OrderBy(b => b.Hour)], hours))]);
        });
    }

    private static TemplateThroughput View(string template, ThroughputBucket[] buckets, double hours)
    {
        var (workflows, tasks) = (buckets.Sum(b => b.Workflows), buckets.Sum(b => b.Tasks));
        return new(
            template, workflows, tasks, workflows / hours, tasks / hours, Mean(buckets.Sum(b => b.WorkflowSeconds), workflows),
            [.. buckets.Select(b => new ThroughputHour(b.Hour, b.Workflows, b.Tasks, Mean(b.WorkflowSeconds, b.Workflows)))]);
    }

    private static double Mean(double sum, int count) => count == 0 ? 0 : sum / count;

    private static DateTimeOffset Ceiling(DateTimeOffset at) => ThroughputBucket.HourOf(at) is var hour && hour == at ? hour : hour.AddHours(1);
}
