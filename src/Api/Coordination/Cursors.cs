using System.Security.Cryptography;
using System.Text;

namespace Weft.Api.Coordination;

/// <summary>What a page says as its next: a few letters that stand for the list and its filters, and what the page ends with. They keep a cursor
/// from another list, or another workspace, from being read as a place in this one; they are no secret.</summary>
internal static class Cursors
{
    private const int Letters = 8;
    private const int Longest = 640;

    /// <summary>What may be another from page to page of the same list.</summary>
    private static readonly HashSet<string> NoFilters = new(["cursor", "limit", "waitFor", "timeout", "position", "at"], StringComparer.OrdinalIgnoreCase);

    public static string ListOf(HttpContext http)
    {
        var filters = http.Request.Query.Where(q => !NoFilters.Contains(q.Key)).OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}");
        var text = $"{http.Request.Path}?{string.Join('&', filters)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Letters];
    }

    public static string Of(string list, string last) => $"{list}.{last}";

    /// <summary>Null: it is none of this list.</summary>
    public static string? AfterOf(string list, string cursor) =>
        cursor.Length is > Letters + 1 and <= Longest && cursor[Letters] == '.' && cursor.StartsWith(list, StringComparison.Ordinal) ? cursor[(Letters + 1)..] : null;
}
