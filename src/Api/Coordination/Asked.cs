using System.Globalization;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>Which page of a list: where the page before ended, and how many rows at most.</summary>
/// <param name="After">null: the first page</param>
/// <param name="List">which list this is, as its cursors say it</param>
public sealed record Asked(string? After, int Limit, string List)
{
    private const int Usual = 100;
    private const int Most = 1_000;

    /// <summary>For lists that go on by number; null for the first page.</summary>
    public long? Number() => NumberOf(After);

    /// <summary>The cursor of the page behind this one; null: there is none.</summary>
    /// <param name="last">what this page ends with</param>
    public string? Next(string? last) => last is null ? null : Cursors.Of(List, last);

    public string Next(long last) => Cursors.Of(List, last.ToString(CultureInfo.InvariantCulture));

    /// <summary>Another list's cursor would silently begin somewhere else.</summary>
    public static (Asked? Page, Rejection? Wrong) Of(HttpContext http, int usual = Usual)
    {
        var (cursor, list) = (http.Request.Query["cursor"].ToString(), Cursors.ListOf(http));
        var (limit, wrong) = LimitOf(http, usual);
        var after = Cursors.AfterOf(list, cursor);
        return wrong is not null ? (null, wrong)
            : cursor.Length > 0 && after is null ? (null, WrongCursor)
            : (new Asked(after, limit, list), null);
    }

    /// <summary>For lists that go on by number.</summary>
    public static (Asked? Page, Rejection? Wrong) ByNumber(HttpContext http)
    {
        var (asked, wrong) = Of(http);
        return asked?.After is { } after && NumberOf(after) is null ? (null, WrongCursor) : (asked, wrong);
    }

    /// <summary>For the list whose cursor is a position, as its callers know it from elsewhere.</summary>
    public static (Asked? Page, Rejection? Wrong) ByPosition(HttpContext http)
    {
        var cursor = http.Request.Query["cursor"].ToString();
        var (limit, wrong) = LimitOf(http, Usual);
        return wrong is not null ? (null, wrong)
            : cursor.Length > 0 && NumberOf(cursor) is null ? (null, WrongCursor)
            : (new Asked(cursor.Length == 0 ? null : cursor, limit, ""), null);
    }

    public static string CursorOf(long position) => position.ToString(CultureInfo.InvariantCulture);

    private static (int Limit, Rejection? Wrong) LimitOf(HttpContext http, int usual)
    {
        var limit = http.Request.Query["limit"].ToString();
        return limit.Length == 0 ? (usual, null)
            : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is >= 1 and <= Most ? (given, null)
            : (0, Rejection.Because(Problems.BadValue, $"limit must be 1-{Most}.", ("field", "limit")));
    }

    private static Rejection WrongCursor => Rejection.Because(Problems.BadValue, "cursor is not one that a page of this list, with these filters, named as its next.", ("field", "cursor"));

    private static long? NumberOf(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
