using System.Text.Json;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>An endpoint whose texts are whatever a program printed: what reads them replaces what cannot be stored.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesAnyTextAttribute : Attribute;

/// <summary>Refuses texts that could neither be stored nor looked for, wherever a request has them: what an endpoint does with them need not be
/// known here. Values in the path are names, which is narrower (<see cref="RouteNames"/>).</summary>
internal sealed class StorableTexts(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if ((InQuery(http.Request.Query) ?? InBody(http)) is { } field)
        {
            await Problems.WriteAsync(http, Rejection.Because(Problems.BadValue, $"{field} must be a text without NUL and without halves of characters.", ("field", field)));
            return;
        }

        await next(http);
    }

    private static string? InQuery(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!StorableText.Is(name))
            {
                return "a name in the query";
            }

            foreach (var value in values)
            {
                if (!StorableText.Is(value))
                {
                    return name;
                }
            }
        }

        return null;
    }

    private static string? InBody(HttpContext http) =>
        http.Features.Get<RequestBody>() is { } body && http.GetEndpoint()?.Metadata.GetMetadata<TakesAnyTextAttribute>() is null ? InJson(body.Content.Span) : null;

    /// <summary>JSON can say such a character by an escape only, which most bodies do not have at all. What is no JSON is left to those who read it.</summary>
    private static string? InJson(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
        {
            return null;
        }

        var reader = new Utf8JsonReader(json);
        var field = "the body";
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped && !IsStorable(ref reader))
                {
                    return reader.TokenType == JsonTokenType.String ? field : "a name in the body";
                }

                field = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : field;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    /// <summary>The reader's way of refusing half a character is an exception.</summary>
    private static bool IsStorable(ref Utf8JsonReader reader)
    {
        try
        {
            return StorableText.Is(reader.GetString());
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
