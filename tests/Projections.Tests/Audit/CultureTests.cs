using System.Globalization;
using Shouldly;
using Weft.Domain.Audit;
using Weft.Domain.Causality;
using Weft.Domain.Metrics;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Tests.Audit;

public sealed class CultureTests
{
    /// <summary>Built by hand: the product runs without the system's culture data, and so do its tests.</summary>
    private static CultureInfo Hostile()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = "٫";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.NumberFormat.NaNSymbol = "?";
        culture.DateTimeFormat.DateSeparator = "·";
        culture.DateTimeFormat.TimeSeparator = "h";
        culture.DateTimeFormat.LongDatePattern = "dd~MM~yyyy";
        culture.DateTimeFormat.ShortDatePattern = "dd~MM~yyyy";
        return culture;
    }

    [Theory, Trait("Capability", "B2")]
    [InlineData("Pacific/Auckland")]
    [InlineData("America/St_Johns")]
    [InlineData("Asia/Riyadh")]
    public async Task a_replay_in_another_culture_and_time_zone_gives_identical_state_hashes(string zone)
    {
        await using var store = await TestStore.CreateAsync();
        var runs = Enumerable.Range(0, 4).Select(seed => RandomRun.Play($"r{seed}", seed, 150)).ToArray();
        foreach (var run in runs)
        {
            await store.AppendAsync("acme", run);
        }

        await store.CatchUpAsync();
        var expected = runs.Select(Hashes).ToArray();
        var rows = await RowsAsync(store);
        var (culture, timeZone) = (CultureInfo.CurrentCulture, Environment.GetEnvironmentVariable("TZ"));
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (Hostile(), Hostile());
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            TimeZoneInfo.Local.BaseUtcOffset.ShouldNotBe(TimeSpan.Zero, "the time zone should be in force");
            1.5.ToString(CultureInfo.CurrentCulture).ShouldBe("1٫5");
            runs.Select(Hashes).ShouldBe(expected);
            await store.RebuildAsync(BoardProjection.BoardName);
            (await RowsAsync(store)).ShouldBe(rows);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (culture, null);
            Environment.SetEnvironmentVariable("TZ", timeZone);
            TimeZoneInfo.ClearCachedData();
        }
    }

    private static (string State, string Record) Hashes(SimulatedRun run)
    {
        var version = 0L;
        var state = run.Story.Aggregate((Workflow?)null, (s, told) => WorkflowEvolve.Evolve(s, (IWorkflowEvent)told.Event, new Stamp(++version, told.At.ToLocalTime(), Dot.None)));
        return (StateHash.Of(state), StateHash.Of(RunFold.Of(run.Story.Select(t => ((IWorkflowEvent)t.Event, t.At.ToLocalTime())))));
    }

    private static async Task<string> RowsAsync(TestStore store)
    {
        var (tasks, flows, buckets) = (await store.AllAsync<TaskRow>("acme"), await store.AllAsync<WorkflowRow>("acme"), await store.AllAsync<Projections.Metrics.ThroughputBucket>("acme"));
        return StateHash.Of((object[])[.. tasks.OrderBy(t => t.Id, StringComparer.Ordinal), .. flows.OrderBy(f => f.Id, StringComparer.Ordinal), .. buckets.OrderBy(b => b.Id, StringComparer.Ordinal)]);
    }
}
