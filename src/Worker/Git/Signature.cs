using System.Globalization;
using System.Text;

namespace Weft.Worker.Git;

/// <summary>Who a commit is by, and when.</summary>
public sealed record Signature(string Name, string Address, DateTimeOffset At)
{
    /// <summary>The machine's own name on merges and reverts.</summary>
    public static Signature Weft(DateTimeOffset at) => new("Weft", "weft@weft.invalid", at);

    public static Signature Agent(string name, DateTimeOffset at)
    {
        var clean = Clean(name);
        return new Signature(clean.Length == 0 ? "agent" : clean, "agent@weft.invalid", at);
    }

    /// <summary>git's raw date form: it depends on no time zone and no culture.</summary>
    public string Date => string.Create(CultureInfo.InvariantCulture, $"@{At.ToUnixTimeSeconds()} +0000");

    private static string Clean(string name)
    {
        var kept = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (!char.IsControl(c) && c is not ('<' or '>'))
                kept.Append(c);
        }
        return kept.ToString().Trim(' ', '.', ',', ':', ';', '"', '\'');
    }
}
