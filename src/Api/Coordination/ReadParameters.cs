using System.Reflection;
using Microsoft.OpenApi;
using Weft.Contracts;

namespace Weft.Api.Coordination;

/// <summary>What queries have in common, for the description of the API.</summary>
internal static class ReadParameters
{
    public static void Describe(OpenApiOperation operation, MethodInfo method)
    {
        if (method.GetParameters().Any(p => p.ParameterType == typeof(Reads)))
        {
            Add(operation, "waitFor", JsonSchemaType.Integer, "Wait until the answer reflects this position, as a command's Weft-Position said it.");
            Add(operation, "timeout", JsonSchemaType.Number, "Seconds to wait at most, 0-60; 5 when nothing is said. Then 504 with the position reached.");
        }

        if (IsPaged(method.ReturnType))
        {
            Add(operation, "cursor", JsonSchemaType.String, "The next of the page before, of the same list with the same filters.");
            Add(operation, "limit", JsonSchemaType.Integer, "Rows at most, 1-1000; a page is at most 1 MB.");
        }
    }

    private static bool IsPaged(Type type) =>
        type == typeof(TimelineView) || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Page<>) || type.GetGenericArguments().Any(IsPaged)));

    private static void Add(OpenApiOperation operation, string name, JsonSchemaType type, string about)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.All(p => p.Name != name))
        {
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = about, Schema = new OpenApiSchema { Type = type } });
        }
    }
}
