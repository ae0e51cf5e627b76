using System.CommandLine;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Client;
using Weft.Contracts;
using Weft.Domain.Resources;

namespace Weft.Cli.Resources;

/// <summary><c>weft slices</c>: turns on what only one agent may use at a time.</summary>
public static class SlicesCommand
{
    private static readonly Argument<string> Of = new("resource") { Description = "a path pattern within the repository, table:NAME or 'operation:METHOD /ROUTE'" };
    private static readonly Option<string> Agent = new("--agent") { Description = "the registered agent whose turn it is about", HelpName = "NAME", Required = true };
    private static readonly Option<string> To = new("--to") { Description = "one of those who wait for it, or for what overlaps", HelpName = "NAME", Required = true };
    private static readonly Option<long?> Token = new("--token") { Description = "the slice's token, as 'ask' answered it (default: that of the slice which the agent has now)" };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "how long the slice shall be", DefaultValueFactory = _ => 60 };
    private static readonly Option<DateTimeOffset?> Until = new("--until") { Description = "instead of seconds: when it would end if it began now, such as 2026-05-01T12:00:00Z", HelpName = "TIME" };

    static SlicesCommand() => Seconds.Between(Slicing.LeastSeconds, Slicing.MostSeconds);

    public static Command Create()
    {
        var list = new Command("list", "List the resources that are used in turns: who has each until when, with which token, and who waits.").WithClient().With(SettingsOptions.Json);
        list.SetAction((parsed, cancellation) => ListAsync(parsed, cancellation));
        return new Command("slices", "Take turns on what only one agent may use at a time.")
        {
            list,
            Change("ask", "Ask for a slice: the agent's at once when it is free, else a place in the queue.", AskAsync, Seconds, Until),
            Change("renew", "The slice's length once more from now on, while nobody waits.", RenewAsync, Token),
            Change("hand-over", "Give the slice to one of those who wait.", HandOverAsync, To, Token),
            Change("release", "Give the slice back; the next who waits has it at once.", ReleaseAsync, Token),
            Change("withdraw", "Wait no more.", WithdrawAsync),
        };
    }

    private static Command Change(string name, string description, Func<WeftClient, ParseResult, CancellationToken, Task<SliceAnswer>> change, params Option[] options)
    {
        var command = new Command(name, description) { Of };
        command.WithClient().With(Agent).With(options).With(SettingsOptions.Json).SetAction(async (parsed, cancellation) =>
        {
            var settings = parsed.Settings();
            using var connection = Connection.Open(settings);
            var answer = await change(connection.For(settings.Workspace), parsed, cancellation);
            parsed.Screen().Result(answer);
            parsed.Screen().Line(Said(answer));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var slices = (await connection.For(settings.Workspace).GetSlicesAsync(cancellation)).Slices;
        parsed.Screen().Result(slices);
        foreach (var slice in slices)
        {
            parsed.Screen().Line(Said(slice));
        }

        return ExitCode.Done;
    }

    private static Task<SliceAnswer> AskAsync(WeftClient client, ParseResult parsed, CancellationToken cancellation) => client.RequestSliceAsync(
        new RequestSliceRequest(parsed.GetRequiredValue(Agent), parsed.GetRequiredValue(Of), parsed.GetValue(Seconds), parsed.GetValue(Until)), cancellation: cancellation);

    private static async Task<SliceAnswer> RenewAsync(WeftClient client, ParseResult parsed, CancellationToken cancellation) =>
        await client.RenewSliceAsync(await HeldAsync(client, parsed, cancellation), cancellation: cancellation);

    private static async Task<SliceAnswer> ReleaseAsync(WeftClient client, ParseResult parsed, CancellationToken cancellation) =>
        await client.ReleaseSliceAsync(await HeldAsync(client, parsed, cancellation), cancellation: cancellation);

    private static async Task<SliceAnswer> HandOverAsync(WeftClient client, ParseResult parsed, CancellationToken cancellation)
    {
        var held = await HeldAsync(client, parsed, cancellation);
        return await client.HandOverSliceAsync(new HandOverRequest(held.Agent, held.Resource, held.Token, parsed.GetRequiredValue(To)), cancellation: cancellation);
    }

    private static Task<SliceAnswer> WithdrawAsync(WeftClient client, ParseResult parsed, CancellationToken cancellation) =>
        client.WithdrawSliceAsync(new WithdrawRequest(parsed.GetRequiredValue(Agent), parsed.GetRequiredValue(Of)), cancellation: cancellation);

    /// <summary>The slice with the token that was given, or the one that the agent has.</summary>
    private static async Task<SliceRequestBody> HeldAsync(WeftClient client, ParseResult parsed, CancellationToken cancellation)
    {
        var (agent, resource) = (parsed.GetRequiredValue(Agent), parsed.GetRequiredValue(Of));
        if (parsed.GetValue(Token) is { } token)
        {
            return new SliceRequestBody(agent, resource, token);
        }

        var written = Resource.Parse(resource)?.Text;
        var slice = (await client.GetSlicesAsync(cancellation)).Slices.FirstOrDefault(s => s.Resource == written && s.Holder == agent);
        return slice?.Token is { } held
            ? new SliceRequestBody(agent, resource, held)
            : throw new FailedException($"agent '{agent}' has no slice of '{resource}': 'weft slices list' shows who has what");
    }

    private static string Said(SliceAnswer slice)
    {
        var holder = slice.Holder is null ? "nobody has it" : $"{slice.Holder} has {slice.Holds ?? "it"} until {slice.EndsAt:u}{(slice.Token is { } token ? $", token {token}" : "")}";
        return $"{slice.Resource}: {holder}{(slice.Waiting.Count > 0 ? $"; waiting: {string.Join(", ", slice.Waiting)}" : "")}";
    }
}
