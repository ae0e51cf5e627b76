using System.CommandLine;
using System.Globalization;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Contracts;

namespace Weft.Cli.Agents;

/// <summary><c>weft breaker</c>: which agents get nothing because their attempts ended badly, and a person's word on it.</summary>
public static class BreakerCommand
{
    private static readonly Argument<string> Agent = new("agent") { Description = "its name, as 'weft board' shows it" };
    private static readonly Argument<string> ClosedAgent = new("agent") { Description = "its name, as 'weft breaker list' shows it" };
    private static readonly Option<string> Reason = new("--reason") { Description = "why: it is recorded with who did it", Required = true };
    private static readonly Option<double?> Seconds = new("--seconds") { Description = "for so long (default: until it is closed)" };

    public static Command Create()
    {
        var list = new Command("list", "List the agents whose breaker is open or half-open, or counts failures.").WithClient().With(SettingsOptions.Json);
        list.SetAction((parsed, cancellation) => ListAsync(parsed, cancellation));
        var open = new Command("open", "Take an agent out of service: it gets nothing new, and finishes what it holds.") { Agent };
        open.WithClient().With(Reason, Seconds, SettingsOptions.Json).SetAction((parsed, cancellation) => OpenAsync(parsed, cancellation));
        var close = new Command("close", "Put an agent back into service.") { ClosedAgent };
        close.WithClient().With(Reason, SettingsOptions.Json).SetAction((parsed, cancellation) => CloseAsync(parsed, cancellation));
        return new Command("breaker", "Look at the breakers of agents, open and close them.") { list, open, close };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var agents = await Listing.AllAsync<AgentView>(connection.For(settings.Workspace), "agents", cancellation);
        var found = agents.Where(a => a.Breaker is { } b && (b.State != "closed" || b.Failures > 0)).Select(a => new { a.Id, a.Breaker }).ToList();
        parsed.Screen().Result(found);
        foreach (var agent in found)
        {
            parsed.Screen().Line($"{agent.Id}  {Said(agent.Breaker!)}");
        }

        return ExitCode.Done;
    }

    private static string Said(BreakerView b)
    {
        var until = b.Until is { } at ? $" until {at.ToString("u", CultureInfo.InvariantCulture)}" : "";
        var last = b.Faults.Count == 0 ? "" : $", the last of them {b.Faults[^1].Work}: {b.Faults[^1].Reason}";
        return string.Create(CultureInfo.InvariantCulture, $"{b.State}{until}  {b.Failures} failures in a row{last}{(b.By is null ? "" : $"  ({b.Reason}, by {b.By})")}");
    }

    private static async Task<int> OpenAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var agent = parsed.GetRequiredValue(Agent);
        var answer = await connection.For(settings.Workspace).OpenBreakerAsync(agent, parsed.GetRequiredValue(Reason), parsed.GetValue(Seconds), cancellation: cancellation);
        parsed.Screen().Result(answer);
        parsed.Screen().Line($"{agent} gets nothing new");
        return ExitCode.Done;
    }

    private static async Task<int> CloseAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var agent = parsed.GetRequiredValue(ClosedAgent);
        var answer = await connection.For(settings.Workspace).CloseBreakerAsync(agent, parsed.GetRequiredValue(Reason), cancellation: cancellation);
        parsed.Screen().Result(answer);
        parsed.Screen().Line($"{agent} gets work again");
        return ExitCode.Done;
    }
}
