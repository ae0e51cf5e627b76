using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Weft.Api.Access;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;

namespace Weft.Api.Coordination;

/// <summary>Turns refusals into RFC 9457 problems: the code gives type and status, the facts are members beside them.</summary>
public static class Problems
{
    public const string BadBody = "request.bad-body";
    public const string BadValue = "request.bad-value";
    public const string NoRoute = "request.no-such-route";
    public const string Rebuilding = "read-model.rebuilding";
    public const string TooLarge = "request.too-large";
    public const string Unacceptable = "request.not-acceptable";
    public const string WaitTimedOut = "wait.timed-out";
    public const string WrongMediaType = "request.wrong-media-type";
    public const string WrongMethod = "request.wrong-method";

    private static readonly Dictionary<string, int> Statuses = new(StringComparer.Ordinal)
    {
        [AccessRefusals.KeyInvalid] = 401,
        [AccessRefusals.KeyMissing] = 401,
        [BadBody] = 400,
        [BadValue] = 400,
        [DoorRefusals.Busy] = 429,
        [DoorRefusals.Failed] = 500,
        [DoorRefusals.Forbidden] = 403,
        [DoorRefusals.KeyReused] = 422,
        [DoorRefusals.NotOwner] = 503,
        [DoorRefusals.Stopping] = 503,
        [DoorRefusals.StoreFull] = 503,
        [DoorRefusals.Unavailable] = 503,
        [DoorRefusals.VersionMismatch] = 412,
        [NoRoute] = 404,
        [RoleGrants.NotGranted] = 403,
        [Rebuilding] = 503,
        ["template.version-unknown"] = 404,
        [TooLarge] = 413,
        [Unacceptable] = 406,
        [WaitTimedOut] = 504,
        [WrongMediaType] = 415,
        [WrongMethod] = 405,
    };

    /// <summary>Codes by their form: what is unknown is not found, a bad value cannot be processed, anything else contradicts the present state.</summary>
    public static int StatusOf(string code)
    {
        if (Statuses.TryGetValue(code, out var status))
        {
            return status;
        }

        var reason = code[(code.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return reason switch
        {
            "unknown" => 404,
            _ when code.StartsWith("template.", StringComparison.Ordinal) => 422,
            _ when reason.StartsWith("bad-", StringComparison.Ordinal) || reason.StartsWith("duplicate-", StringComparison.Ordinal) || reason.StartsWith("wrong-", StringComparison.Ordinal) => 422,
            _ when reason.StartsWith("unknown-", StringComparison.Ordinal) || reason.EndsWith("-missing", StringComparison.Ordinal) || reason.EndsWith("-not-allowed", StringComparison.Ordinal) => 422,
            "too-large" or "empty" => 422,
            _ => 409,
        };
    }

    public static ProblemDetails Of(Rejection rejection, int? status = null)
    {
        var problem = new ProblemDetails
        {
            Type = ProblemTypes.Of(rejection.Code),
            Title = Titled(rejection.Code),
            Status = status ?? StatusOf(rejection.Code),
            Detail = rejection.Detail,
        };
        foreach (var (name, value) in rejection.Facts)
        {
            problem.Extensions[name is "type" or "title" or "status" or "detail" or "instance" ? $"its{name}" : name] = value;
        }

        return problem;
    }

    public static IResult Result(Rejection rejection, int? status = null) => new ProblemResult(Of(rejection, status));

    public static IResult Result(ProblemDetails problem) => new ProblemResult(problem);

    public static async Task WriteAsync(HttpContext http, Rejection rejection, int? status = null) =>
        await (rejection.Code == DoorRefusals.NotOwner && await LateHandover.AnswersAsync(http) ? Task.CompletedTask : new ProblemResult(Of(rejection, status)).ExecuteAsync(http));

    /// <summary><c>lease.stale-token</c> reads "Lease: stale token".</summary>
    private static string Titled(string code)
    {
        var text = code.Replace('-', ' ').Replace(".", ": ", StringComparison.Ordinal);
        return char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
    }
}
