using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Wolverine.Http;

namespace Weft.Api.Hosting;

/// <summary>The description of the API: OpenAPI 3.1 for programs, Scalar for people.</summary>
internal static class Description
{
    private const string KeyScheme = "key";

    public static void AddWeftDescription(this IServiceCollection services) => services.AddOpenApi("v1", o =>
    {
        o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Weft", Version = "v1", Description = "Coordinates agents that work in parallel. Every refusal is a problem (RFC 9457) whose type is stable." };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key: weft_…" };
            return Task.CompletedTask;
        });
        o.AddOperationTransformer(DescribeAsync);
    });

    public static void MapWeftDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new PublicAttribute());
        app.MapScalarApiReference("/scalar", o => o.WithTitle("Weft")).WithMetadata(new PublicAttribute());
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (context.Description.ActionDescriptor is not WolverineActionDescriptor { Chain: var chain })
        {
            return;
        }

        operation.OperationId = chain.OperationId;
        operation.Tags = new HashSet<OpenApiTagReference> { new(chain.Method.HandlerType.Namespace!.Split('.')[^1], context.Document) };
        var problem = await context.GetOrCreateSchemaAsync(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), cancellationToken: cancellation);
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A refusal: its type is urn:weft:problem:<code>, its other members are facts.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
        };
        if (chain.Method.Method.IsDefined(typeof(PublicAttribute), false))
        {
            return;
        }

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [] }];
        if (context.Description.HttpMethod != HttpMethods.Get)
        {
            AddHeaders(operation, chain.Method.Method.GetParameters().Any(p => p.ParameterType == typeof(HttpDoor)));
        }

        ReadParameters.Describe(operation, chain.Method.Method);
    }

    private static void AddHeaders(OpenApiOperation operation, bool isCommand)
    {
        operation.Parameters ??= [];
        foreach (var (name, about) in new[]
        {
            (WeftHeaders.IdempotencyKey, "The same key and body again gives the same answer; another body is refused (422)."),
            (WeftHeaders.IfMatch, "The ETag of what is to be changed, as it was read: if it is another one by now, nothing is changed (412)."),
            (WeftHeaders.DependsOn, "Dots such as 3:17 that must be known before the command is applied, separated by spaces."),
            (WeftHeaders.Correlation, "Recorded on every event that the command leads to."),
        }.Where(h => isCommand || h.Item1 != WeftHeaders.IfMatch))
        {
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = about, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
    }
}
