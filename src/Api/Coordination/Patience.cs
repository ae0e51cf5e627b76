using System.Globalization;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>Which position a query waits for (0: none), and how long.</summary>
internal sealed record Patience(long Position, double Seconds)
{
    private const double UsualSeconds = 5;
    private const double MostSeconds = 60;

    public static (Patience? Patience, Rejection? Wrong) Of(HttpContext http)
    {
        var (waitFor, timeout) = (http.Request.Query["waitFor"].ToString(), http.Request.Query["timeout"].ToString());
        var (position, seconds) = (0L, UsualSeconds);
        if (waitFor.Length > 0 && !long.TryParse(waitFor, NumberStyles.None, CultureInfo.InvariantCulture, out position))
        {
            return (null, Rejection.Because(Problems.BadValue, "waitFor must be a position, as a command's Weft-Position says it.", ("field", "waitFor")));
        }

        if (timeout.Length > 0 && (!double.TryParse(timeout, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) || seconds > MostSeconds))
        {
            return (null, Rejection.Because(Problems.BadValue, $"timeout must be 0-{MostSeconds} seconds.", ("field", "timeout")));
        }

        return (new Patience(position, seconds), null);
    }

    public Rejection Ended(long reached) => Rejection.Because(
        Problems.WaitTimedOut,
        string.Create(CultureInfo.InvariantCulture, $"After {Seconds} seconds what is read stands at {reached}, not yet at {Position}. Ask again; nothing was lost."),
        ("position", reached.ToString(CultureInfo.InvariantCulture)), ("waitFor", Position.ToString(CultureInfo.InvariantCulture)));
}
