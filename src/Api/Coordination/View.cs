using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Weft.Contracts;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>A query's answer: what was asked for, with the position it reflects and its version as ETag; or the problem.</summary>
/// <typeparam name="T">the answer's type, for the description of the API</typeparam>
public sealed class View<T> : IResult, IEndpointMetadataProvider
{
    private readonly T? _found;
    private readonly long _position;
    private readonly Rejection? _rejection;

    public View(T found, long position) => (_found, _position) = (found, position);

    private View(Rejection rejection) => _rejection = rejection;

    public static implicit operator View<T>(Rejection rejection) => new(rejection);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (_rejection is not null)
        {
            await Problems.WriteAsync(httpContext, _rejection);
            return;
        }

        httpContext.Response.Headers[WeftHeaders.Reflects] = _position.ToString(CultureInfo.InvariantCulture);
        if (Versions.Of(_found) is { } version)
        {
            httpContext.Response.Headers.ETag = Versions.Tag(version);
        }

        await httpContext.Response.WriteAsJsonAsync(_found, Json.Options, httpContext.RequestAborted);
    }
}
