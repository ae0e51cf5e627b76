using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Weft.Api.Coordination;

/// <summary>A problem as an answer, with the headers that belong to its status.</summary>
internal sealed class ProblemResult(ProblemDetails problem) : IResult
{
    public const int RetryAfterSeconds = 1;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = problem.Status!.Value;
        AskAgain(httpContext, problem.Status.Value);
        if (problem.Status is 401)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await httpContext.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", httpContext.RequestAborted);
    }

    /// <summary>Tells when to come again, where coming again helps.</summary>
    /// <returns>whether it does</returns>
    public static bool AskAgain(HttpContext http, int status)
    {
        if (status is not (429 or 503))
        {
            return false;
        }

        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return true;
    }
}
