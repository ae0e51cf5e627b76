using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>Answers that no endpoint wrote: no route, wrong method, a body that is no JSON, an exception. All of them are problems.</summary>
internal static class LastResort
{
    public static void Describe(ProblemDetailsContext context)
    {
        // Wolverine describes a body that it cannot read; the address of the mistake is kept, names of our types are not.
        var problem = context.ProblemDetails;
        if (problem.Type?.StartsWith(ProblemTypes.Prefix, StringComparison.Ordinal) != true && problem.Status == 400)
        {
            var refusal = Problems.Of(problem.Extensions.TryGetValue("parameter", out var parameter)
                ? Rejection.Because(Problems.BadValue, $"{parameter} in the address cannot be read: see /openapi/v1.json for what it may be.")
                : Rejection.Because(Problems.BadBody, Sentence(problem.Detail ?? "")));
            (problem.Type, problem.Title, problem.Detail) = (refusal.Type, refusal.Title, refusal.Detail);
        }
    }

    public static async Task OfStatusAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var rejection = http.Response.StatusCode switch
        {
            404 => Rejection.Because(Problems.NoRoute, $"There is nothing at {http.Request.Method} {http.Request.Path}; see /openapi/v1.json."),
            405 => Rejection.Because(Problems.WrongMethod, $"{http.Request.Path} does not take {http.Request.Method}; see /openapi/v1.json."),
            406 => Rejection.Because(Problems.Unacceptable, "The answer is application/json; the Accept header does not take it."),
            413 => Rejection.Because(Problems.TooLarge, "The body is too large."),
            415 => Rejection.Because(Problems.WrongMediaType, "Send the body as application/json."),
            400 => Rejection.Because(Problems.BadBody, "The request could not be read."),
            _ => null,
        };
        if (rejection is not null)
        {
            await Problems.WriteAsync(http, rejection, http.Response.StatusCode);
        }
    }

    public static async Task OfExceptionAsync(HttpContext http)
    {
        var error = http.Features.Get<IExceptionHandlerFeature>()!.Error;
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var rejection = error switch
        {
            BadHttpRequestException { StatusCode: 413 } => Rejection.Because(Problems.TooLarge, "The body is too large."),
            BadHttpRequestException or JsonException => Rejection.Because(Problems.BadBody, "The request could not be read."),
            _ when StoreErrors.IsFull(error) => Outages.Of(error),
            _ when IsOutage(error) => Rejection.Because(DoorRefusals.Unavailable, "The database does not answer; try again in a moment."),
            _ => Rejection.Because(DoorRefusals.Failed, "The request could not be carried out; it was recorded in the server's log."),
        };
        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Weft.Api");
        if (rejection.Code == DoorRefusals.Failed)
        {
            log.LogError(error, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
        }
        else if (rejection.Code is DoorRefusals.Unavailable or DoorRefusals.StoreFull)
        {
            log.LogWarning("{Method} {Path}: {Code} ({Error})", http.Request.Method, http.Request.Path, rejection.Code, error.GetType().Name);
        }

        await Problems.WriteAsync(http, rejection);
    }

    private static bool IsOutage(Exception error) => error is OperationCanceledException || StoreErrors.IsUnavailable(error);

    /// <summary>The name of the member, which stands first in quotes; names of our types follow.</summary>
    private static string Quoted(string jsonError) => jsonError.Split('\'') is [_, var name, ..] ? $"'{name}'" : "its name is not told";

    private static string Sentence(string jsonError)
    {
        var path = jsonError.IndexOf(" Path: ", StringComparison.Ordinal);
        var where = path < 0 ? "" : $" ({jsonError[(path + 1)..].TrimEnd('.')})";
        var what = jsonError switch
        {
            _ when jsonError.Contains("could not be mapped to any", StringComparison.Ordinal) => $"The body has a member that is not known here: {Quoted(jsonError)}",
            _ when jsonError.Contains("missing required properties", StringComparison.Ordinal) =>
                $"The body lacks a required member: {jsonError[(jsonError.LastIndexOf(':') + 1)..].Trim().TrimEnd('.')}",
            _ when jsonError.Contains("could not be converted", StringComparison.Ordinal) => "The body has a value of the wrong type",
            _ when jsonError.Contains("null", StringComparison.Ordinal) && jsonError.Contains("doesn't allow", StringComparison.Ordinal) => "The body has a null where a value is needed",
            _ => "The body is not valid JSON",
        };
        return $"{what}{where}.";
    }
}
