using System.Text.RegularExpressions;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>Names in addresses become keys of streams and rows: letters, digits and a few signs, no paths, no control characters.</summary>
internal sealed partial class RouteNames(RequestDelegate next)
{
    public const int Longest = 256;

    public static bool IsName(string? text) => text is { Length: > 0 and <= Longest } && Pattern().IsMatch(text) && !text.Contains("..", StringComparison.Ordinal);

    public async Task InvokeAsync(HttpContext http)
    {
        foreach (var (name, value) in http.Request.RouteValues)
        {
            if (value is string text && !IsName(text))
            {
                await Problems.WriteAsync(http, Rejection.Because(
                    Problems.BadValue, $"'{name}' in the address is not a name: letters, digits and . _ : @ + - only, at most {Longest} of them.", ("field", name)));
                return;
            }
        }

        await next(http);
    }

    [GeneratedRegex(@"\A[\p{L}\p{N}_][\p{L}\p{N}._:@+-]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
