namespace Weft.Domain.Tests.Resources;

/// <summary>What globs mean, said as shortly as possible: every way is tried.</summary>
internal static class NaiveGlobs
{
    public static bool Matches(string pattern, string path) => Covers([.. pattern.Split('/')], [.. path.Split('/')]);

    public static bool Covers(string[] outer, string[] inner) => outer switch
    {
        [] => inner is [],
        ["**", .. var rest] => Covers(rest, inner) || (inner is [_, .. var further] && Covers(outer, further)),
        [var part, .. var rest] => inner is [var other, .. var further] && other != "**" && CoversPart(part, other) && Covers(rest, further),
    };

    public static bool Overlap(string[] one, string[] other) => (one, other) switch
    {
        ([], []) => true,
        (["**", .. var rest], _) => Overlap(rest, other) || (other is [_, .. var further] && Overlap(one, further)),
        (_, ["**", ..]) => Overlap(other, one),
        ([var part, .. var rest], [var others, .. var further]) => OverlapPart(part, others) && Overlap(rest, further),
        _ => false,
    };

    private static bool CoversPart(string outer, string inner) => outer switch
    {
        "" => inner is "",
        ['*', .. var rest] => CoversPart(rest, inner) || (inner is [_, .. var further] && CoversPart(outer, further)),
        _ => inner is [var other, .. var further] && (outer[0] == '?' ? other != '*' : outer[0] == other) && CoversPart(outer[1..], further),
    };

    private static bool OverlapPart(string one, string other) => (one, other) switch
    {
        ("", "") => true,
        (['*', .. var rest], _) => OverlapPart(rest, other) || (other is [_, .. var further] && OverlapPart(one, further)),
        (_, ['*', ..]) => OverlapPart(other, one),
        ([var letter, .. var rest], [var others, .. var further]) => (letter == '?' || others == '?' || letter == others) && OverlapPart(rest, further),
        _ => false,
    };
}
