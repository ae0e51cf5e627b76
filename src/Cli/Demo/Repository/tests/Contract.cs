using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Notes.Tests;

/// <summary>The contract as the tests read it.</summary>
public sealed record Operation(string Method, string Path, string Id, JsonObject Body)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    public static JsonObject Document() => JsonNode.Parse(File.ReadAllText("contract/openapi.json"))!.AsObject();

    public static IReadOnlyList<Operation> All() =>
        [.. from path in Document()["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            where Methods.Contains(method.Key)
            select new Operation(method.Key.ToUpperInvariant(), path.Key, (string)method.Value!["operationId"]!, method.Value!.AsObject())];

    public IEnumerable<JsonObject> Parameters => (Body["parameters"]?.AsArray() ?? []).Select(parameter => parameter!.AsObject());

    /// <summary>The path with the examples of its parameters in it.</summary>
    public string Sample => Parameters.Where(parameter => (string?)parameter["in"] == "path").Aggregate(Path,
        (path, parameter) => path.Replace($"{{{parameter["name"]}}}", parameter["example"]!.ToString()));

    public string? SampleBody => Body["requestBody"]?["content"]?["application/json"]?["example"]?.ToJsonString();

    public int Success => int.Parse(Body["responses"]!.AsObject().First().Key);

    public JsonNode? Schema => Body["responses"]![$"{Success}"]?["content"]?["application/json"]?["schema"];
}

/// <summary>The part of JSON Schema that the contract uses.</summary>
public static class Schema
{
    /// <summary>What is wrong with a value; null when nothing is.</summary>
    public static string? Problem(JsonNode? schema, JsonNode? value, string at = "the body")
    {
        var meant = Resolve(schema);
        return (string?)meant?["type"] switch
        {
            "object" => value is JsonObject found ? InObject(meant!, found, at) : $"{at} is not an object",
            "array" => value is JsonArray items
                ? items.Select((item, i) => Problem(meant!["items"], item, $"{at}[{i}]")).FirstOrDefault(problem => problem is not null)
                : $"{at} is not an array",
            "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String ? null : $"{at} is not a string",
            "integer" => value is JsonValue number && number.TryGetValue<long>(out _) ? null : $"{at} is not an integer",
            _ => null,
        };
    }

    public static JsonNode? Resolve(JsonNode? schema) => (string?)schema?["$ref"] is { } reference
        ? reference[2..].Split('/').Aggregate<string, JsonNode?>(Operation.Document(), (node, part) => node?[part])
        : schema;

    private static string? InObject(JsonNode schema, JsonObject value, string at)
    {
        var missing = (schema["required"]?.AsArray() ?? []).Select(name => (string)name!).FirstOrDefault(name => !value.ContainsKey(name));
        return missing is not null ? $"{at} has no '{missing}'" : (schema["properties"]?.AsObject() ?? [])
            .Where(property => value.ContainsKey(property.Key))
            .Select(property => Problem(property.Value, value[property.Key], $"{at}.{property.Key}"))
            .FirstOrDefault(problem => problem is not null);
    }
}
