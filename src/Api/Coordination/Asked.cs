using System.Globalization;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>Which page of a list: the cursor of the page before, and how many rows at most.</summary>
public sealed record Asked(string? Cursor, int Limit)
{
    private const int Usual = 100;
    private const int Most = 1_000;

    /// <summary>The cursor of lists that go on by number; null for the first page.</summary>
    public long? Number() => NumberOf(Cursor);

    public static string CursorOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static (Asked? Page, Rejection? Wrong) Of(HttpContext http, int usual = Usual)
    {
        var (cursor, limit) = (http.Request.Query["cursor"].ToString(), http.Request.Query["limit"].ToString());
        if (limit.Length > 0 && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given is < 1 or > Most))
        {
            return (null, Rejection.Because(Problems.BadValue, $"limit must be 1-{Most}.", ("field", "limit")));
        }

        return cursor.Length > 600
            ? (null, WrongCursor)
            : (new Asked(cursor.Length == 0 ? null : cursor, limit.Length == 0 ? usual : int.Parse(limit, CultureInfo.InvariantCulture)), null);
    }

    /// <summary>For lists that go on by number: another list's cursor would silently begin again.</summary>
    public static (Asked? Page, Rejection? Wrong) ByNumber(HttpContext http)
    {
        var (asked, wrong) = Of(http);
        return asked?.Cursor is { } cursor && NumberOf(cursor) is null ? (null, WrongCursor) : (asked, wrong);
    }

    private static Rejection WrongCursor => Rejection.Because(Problems.BadValue, "cursor is not one that a page named as its next.", ("field", "cursor"));

    private static long? NumberOf(string? cursor) => long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
