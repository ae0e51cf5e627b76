using System.CommandLine;
using System.Text.Json;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Contracts;

namespace Weft.Cli.Resources;

/// <summary><c>weft domain</c>: who may write what in a workspace.</summary>
public static class DomainCommand
{
    private static readonly Argument<string?> File = new("file")
    {
        Description = "the map as JSON, as 'weft domain show --json' prints it; without one, the map that is there",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>So many overlaps are read; of more only those that are likely mistakes are told.</summary>
    private const int Few = 5;

    private static readonly Option<bool> Overlaps = new("--overlaps") { Description = "name every two areas that speak of the same, however many there are" };

    private static readonly Option<bool?> Enforce = new("--enforce") { Description = "refuse what is outside (--enforce false: refuse nothing)" };

    public static Command Create()
    {
        var show = new Command("show", "Show the domain map: which role or agent owns which paths, tables and operations.").WithClient().With(Overlaps, SettingsOptions.Json);
        show.SetAction((parsed, cancellation) => ShowAsync(parsed, cancellation));
        var set = new Command("set", "Replace the domain map, or switch whether it is enforced.") { File };
        set.WithClient().With(Enforce, SettingsOptions.Json).SetAction((parsed, cancellation) => SetAsync(parsed, cancellation));
        return new Command("domain", "Look at the domain map and change it.") { show, set };
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var map = await connection.For(settings.Workspace).GetDomainMapAsync(cancellation);
        var screen = parsed.Screen();
        screen.Result(map);
        screen.Line($"version {map.Version}, {(map.Enforced ? "enforced" : "not enforced")}");
        foreach (var domain in map.Domains)
        {
            var parts = new[] { Said("roles", domain.Roles), Said("agents", domain.Agents), Said("includes", domain.Includes) };
            screen.Line($"{domain.Name}: {string.Join("; ", parts.OfType<string>())}");
            foreach (var area in domain.Areas ?? [])
            {
                screen.Line($"  {area.Name}: {string.Join("  ", (area.Paths ?? []).Concat((area.Tables ?? []).Select(t => "table:" + t)).Concat((area.Operations ?? []).Select(o => "operation:" + o)))}");
            }
        }

        if (Said("skills of agents to come:", map.Skills) is { } skills)
        {
            screen.Line(skills);
        }

        Warn(screen, map.Overlaps, map.OverlapsInAll, parsed.GetValue(Overlaps));
        return ExitCode.Done;
    }

    private static async Task<int> SetAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var client = connection.For(settings.Workspace);
        var map = parsed.GetValue(File) is { } file ? Read(file) : Kept(await client.GetDomainMapAsync(cancellation));
        var answer = await client.SetDomainMapAsync(parsed.GetValue(Enforce) is { } enforce ? map with { Enforced = enforce } : map, cancellation: cancellation);
        parsed.Screen().Result(answer);
        parsed.Screen().Line($"version {answer.Version}, {(answer.Enforced ? "enforced" : "not enforced")}");
        Warn(parsed.Screen(), answer.Overlaps, answer.OverlapsInAll, false);
        return ExitCode.Done;
    }

    private static string? Said(string what, IReadOnlyList<string>? names) => names is { Count: > 0 } ? $"{what} {string.Join(", ", names)}" : null;

    private static DomainMapBody Kept(DomainMapView view) => new(view.Domains, view.Enforced, view.Skills);

    private static DomainMapBody Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<DomainMapBody>(System.IO.File.ReadAllText(file), Screen.Shape) is { Domains: not null } map
                ? map : throw new WrongUsageException($"{file} has no domains");
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WrongUsageException($"{file}: {wrong.Message}");
        }
    }

    /// <summary>A rule that owns nothing is most likely a mistake; that patterns like **/Dockerfile and **/routing/** could meet somewhere is not.</summary>
    private static void Warn(Screen screen, IReadOnlyList<DomainOverlap> overlaps, int inAll, bool all)
    {
        var told = overlaps.Where(o => o.Covered || all || inAll <= Few).ToList();
        foreach (var overlap in told)
        {
            var more = overlap.Pairs > 1 ? $", and {overlap.Pairs - 1} more pairs of theirs" : "";
            screen.Say($"overlap: {overlap.Owner} '{overlap.Pattern}' goes before {overlap.Other} '{overlap.OtherPattern}'{(overlap.Covered ? ", which owns nothing" : "")}{more}");
        }

        if (inAll > told.Count)
        {
            screen.Say($"overlap: {inAll - told.Count} {(told.Count > 0 ? "more " : "")}pairs of areas could meet somewhere; there the one named first owns{(all ? "" : " (weft domain show --overlaps)")}");
        }
    }
}
