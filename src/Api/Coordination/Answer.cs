using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Weft.Application.Coordination;
using Weft.Contracts;

namespace Weft.Api.Coordination;

/// <summary>A command's outcome as an HTTP answer: the answer or the problem, the position to wait for, the version as ETag.</summary>
/// <typeparam name="T">the answer's type, for the description of the API</typeparam>
public sealed class Answer<T>(Outcome outcome, int status = StatusCodes.Status200OK, string? location = null) : IResult, IEndpointMetadataProvider
{
    private readonly ProblemDetails? _problem;
    private bool _isGiven;

    /// <summary>A problem with more to say than a rejection.</summary>
    public Answer(ProblemDetails problem)
        : this(new Outcome(null, null, 0, false)) => _problem = problem;

    /// <summary>The workspace's owner has answered, to whom the request was handed over late.</summary>
    public static Answer<T> Given { get; } = new(new Outcome(null, null, 0, false)) { _isGiven = true };

    public static implicit operator Answer<T>(Domain.Rejection rejection) => new(Outcome.Refused(rejection, 0));

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        if (typeof(T) == typeof(Nothing))
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));
            return;
        }

        var created = method.GetCustomAttribute<CreatesAttribute>() is not null;
        builder.Metadata.Add(new ProducesResponseTypeMetadata(created ? StatusCodes.Status201Created : StatusCodes.Status200OK, typeof(T), ["application/json"]));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (_isGiven || await RefusedAsync(httpContext))
        {
            return;
        }

        var response = httpContext.Response;
        if (outcome.Replayed)
        {
            response.Headers[WeftHeaders.Replayed] = "true";
        }

        if (typeof(T) == typeof(Nothing))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var answer = outcome.AnswerAs<T>();
        if (Versions.Of(answer) is { } version)
        {
            response.Headers.ETag = Versions.Tag(version);
        }

        if (location is not null)
        {
            response.Headers.Location = location;
        }

        response.StatusCode = status;
        await response.WriteAsJsonAsync(answer, Json.Options, httpContext.RequestAborted);
    }

    private async Task<bool> RefusedAsync(HttpContext http)
    {
        if (outcome.Position > 0)
        {
            http.Response.Headers[WeftHeaders.Position] = outcome.Position.ToString(CultureInfo.InvariantCulture);
        }

        if (_problem is not null)
        {
            await Problems.Result(_problem).ExecuteAsync(http);
        }
        else if (outcome.Rejection is { } rejection)
        {
            await Problems.WriteAsync(http, rejection);
        }

        return _problem is not null || outcome.Rejection is not null;
    }
}

internal static class Outcomes
{
    /// <summary>A receipt holds JSON: it is read back, so that a repeated answer is as the first, headers included.</summary>
    public static T? AnswerAs<T>(this Outcome outcome) => outcome.Answer is JsonElement stored ? stored.Deserialize<T>(Json.Options) : (T?)outcome.Answer;
}

/// <summary>What there is to say is in the headers.</summary>
public sealed record Nothing;

/// <summary>Marks an endpoint that answers 201.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CreatesAttribute : Attribute;
