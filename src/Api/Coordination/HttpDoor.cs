using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Weft.Api.Access;
using Weft.Api.Hosting;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Causality;

namespace Weft.Api.Coordination;

/// <summary>The door as endpoints see it: the sender is made of the request.</summary>
public sealed class HttpDoor(IDoor door, CommandMetrics metrics)
{
    private const int LongestKey = 200;
    private const int MostCauses = 64;

    public async Task<Answer<T>> SendAsync<T>(HttpContext http, ICommand command, int status = StatusCodes.Status200OK, string? location = null) =>
        await SendAsync<T>(http, (string)http.GetRouteValue("workspace")!, command, status, location);

    public async Task<Answer<T>> SendAsync<T>(HttpContext http, string workspace, ICommand command, int status = StatusCodes.Status200OK, string? location = null) =>
        new(await DecideAsync(http, workspace, command), status, location);

    public async Task<Outcome> DecideAsync(HttpContext http, string workspace, ICommand command)
    {
        var (sender, wrong) = Sender(http, workspace);
        if (sender is null)
        {
            return Outcome.Refused(wrong!, 0);
        }

        var started = Stopwatch.GetTimestamp();
        var outcome = await door.SendAsync(command, sender, http.RequestAborted);
        metrics.Record(command, outcome, started);
        return outcome;
    }

    /// <summary>The version in If-Match, null for none or any. A header that cannot be a version matches nothing.</summary>
    private static long? ExpectedVersion(HttpContext http)
    {
        var text = http.Request.Headers.IfMatch.ToString();
        return text.Length == 0 || text == "*" ? null
            : long.TryParse(text.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
    }

    /// <summary>Null, with the reason, when a header does not hold what it should.</summary>
    public static (Sender? Sender, Rejection? Wrong) Sender(HttpContext http, string workspace)
    {
        var headers = http.Request.Headers;
        string? key = headers[WeftHeaders.IdempotencyKey];
        string? correlation = headers[WeftHeaders.Correlation];
        if ((Wrong(WeftHeaders.IdempotencyKey, key) ?? Wrong(WeftHeaders.Correlation, correlation)) is { } wrong)
        {
            return (null, wrong);
        }

        if (Causes(headers[WeftHeaders.DependsOn].ToString()) is not { } causes)
        {
            return (null, Rejection.Because(Problems.BadValue, $"{WeftHeaders.DependsOn} must hold at most {MostCauses} dots such as 3:17, separated by spaces.", ("header", WeftHeaders.DependsOn)));
        }

        var hash = key is null ? null : http.Features.Get<RequestBody>()?.Hash ?? "";
        return (new Sender(workspace, Caller.Of(http).Actor, key, hash, correlation ?? Activity.Current?.TraceId.ToString(), null, causes, ExpectedVersion(http)), null);
    }

    private static Rejection? Wrong(string header, string? value) => value is null || (value.Length is > 0 and <= LongestKey && value.All(c => c is > ' ' and <= '~'))
        ? null
        : Rejection.Because(Problems.BadValue, $"{header} must have 1-{LongestKey} printable characters without spaces.", ("header", header));

    private static ImmutableArray<Dot>? Causes(string header)
    {
        if (header.Length == 0)
        {
            return [];
        }

        var texts = header.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var causes = ImmutableArray.CreateBuilder<Dot>(texts.Length);
        foreach (var text in texts.Take(MostCauses + 1))
        {
            if (!Dot.TryParse(text, out var dot) || causes.Count == MostCauses)
            {
                return null;
            }

            causes.Add(dot);
        }

        return causes.ToImmutable();
    }
}
