using CsCheck;
using Shouldly;
using Weft.Domain.Causality;
using Weft.Domain.Resources;
using Xunit;

namespace Weft.Domain.Tests.Resources;

/// <summary>First come, first served, over all that overlaps.</summary>
[Trait("Capability", "D2")]
public sealed class OverlappingTurnsTests
{
    private static readonly Resource All = Resource.Parse("table:*")!;
    private static readonly Resource A1 = Resource.Parse("table:a1")!;
    private static readonly Resource A2 = Resource.Parse("table:a2")!;
    private static readonly SliceEnded AdasEnd = new("table:a1", 2, "ada", SliceEnding.Released);

    /// <summary>ada has a1, and cyd waits for all tables.</summary>
    private static readonly History<Ledger, ILedgerEvent> Wide = Given.Ledger(Asks("table:a1", "ada"), Gets("table:a1", "ada"), Asks("table:*", "cyd"));

    [Fact]
    public void who_waits_for_much_is_not_overtaken_by_those_who_ask_for_a_part_of_it()
    {
        Wide.When(l => Slicing.Request(l, A2, "bob", [], 60, Times.Start)).Then(Asks("table:a2", "bob"));
        Wide.And(Asks("table:a2", "bob")).When(l => Slicing.Release(l, A1, "ada", 2, Times.Start)).Then(AdasEnd, Gets("table:*", "cyd"));
        Wide.And(Asks("table:a2", "bob"), AdasEnd, Gets("table:*", "cyd"), Asks("table:a1", "ada")).When(l => Slicing.Release(l, All, "cyd", 6, Times.Start)).Then(
            new SliceEnded("table:*", 6, "cyd", SliceEnding.Released), Gets("table:a2", "bob"), Gets("table:a1", "ada"));
    }

    /// <summary>As histories have it that were recorded before.</summary>
    [Fact]
    public void one_that_was_overtaken_has_its_turn_next()
    {
        var overtaken = Wide.And(Asks("table:a2", "bob"), Gets("table:a2", "bob"), AdasEnd, Asks("table:a1", "ada"));
        overtaken.When(l => Slicing.Release(l, A2, "bob", 5, Times.Start)).Then(new SliceEnded("table:a2", 5, "bob", SliceEnding.Released), Gets("table:*", "cyd"));
    }

    [Fact]
    public void turns_come_in_the_order_in_which_they_were_asked_for_whatever_the_names() =>
        Given.Ledger(Asks("table:*", "ada"), Gets("table:*", "ada"), Asks("table:b*", "bob"), Asks("table:a*", "cyd"), Asks("table:*1", "dora"), Asks("table:c", "eve"))
            .When(l => Slicing.Release(l, All, "ada", 2, Times.Start)).Then(
                new SliceEnded("table:*", 2, "ada", SliceEnding.Released), Gets("table:b*", "bob"), Gets("table:a*", "cyd"), Gets("table:c", "eve"));

    [Fact]
    public void who_waits_behind_one_that_withdraws_or_is_gone_has_its_turn()
    {
        var behind = Wide.And(Asks("table:a2", "bob"));
        behind.When(l => Slicing.Withdraw(l, All, "cyd", "asked to", Times.Start)).Then(new SliceWithdrawn("table:*", "cyd", "asked to"), Gets("table:a2", "bob"));
        behind.When(l => Slicing.Forget(l, "cyd", Times.Start)).ThenTypes(typeof(SliceWithdrawn), typeof(SliceGranted));
        behind.When(l => Slicing.Withdraw(l, A2, "bob", "asked to", Times.Start)).ThenTypes(typeof(SliceWithdrawn));
        behind.When(l => Slicing.Withdraw(l, A2, "ada", "asked to", Times.Start)).Nothing();
    }

    [Fact]
    public void one_does_not_wait_behind_oneself()
    {
        Wide.When(l => Slicing.Request(l, A2, "cyd", [], 60, Times.Start)).Then(Asks("table:a2", "cyd"), Gets("table:a2", "cyd"));
        var own = Given.Ledger(Asks("table:a1", "ada"), Gets("table:a1", "ada"), Asks("table:a2", "bob"), Gets("table:a2", "bob"), Asks("table:*", "ada"));
        own.When(l => Slicing.Renew(l, A1, "ada", 2, Times.Start)).ThenTypes(typeof(SliceRenewed));
        own.When(l => Slicing.Renew(l, A2, "bob", 4, Times.Start)).Rejects("slice.awaited").Facts["next"].ShouldBe("ada");
    }

    [Fact]
    public void what_is_awaited_by_one_who_waits_for_what_overlaps_can_be_handed_to_it()
    {
        var refused = Wide.When(l => Slicing.Renew(l, A1, "ada", 2, Times.Start)).Rejects("slice.awaited");
        (refused.Facts["next"], refused.Facts["waitsFor"]).ShouldBe(("cyd", "table:*"));
        refused.Detail.ShouldEndWith("hand it over.");
        var handed = new SliceEnded("table:a1", 2, "ada", SliceEnding.HandedOver);
        Wide.When(l => Slicing.HandOver(l, A1, "ada", 2, "cyd", Times.Start)).Then(handed, Gets("table:*", "cyd"));
        Wide.When(l => Slicing.HandOver(l, A1, "ada", 2, "bob", Times.Start)).Rejects("slice.not-waiting");
    }

    [Fact]
    public void where_others_hold_the_rest_the_refusals_say_so_and_what_can_be_done()
    {
        var both = Given.Ledger(Asks("table:a1", "ada"), Gets("table:a1", "ada"), Asks("table:a2", "bob"), Gets("table:a2", "bob"), Asks("table:*", "cyd"));
        both.When(l => Slicing.Renew(l, A1, "ada", 2, Times.Start)).Rejects("slice.awaited").Detail.ShouldEndWith("release it.");
        var kept = both.When(l => Slicing.HandOver(l, A1, "ada", 2, "cyd", Times.Start)).Rejects("slice.held");
        (kept.Facts["heldBy"], kept.Facts["holds"], kept.Facts["waitsFor"]).ShouldBe(("bob", "table:a2", "table:*"));
        both.When(l => Slicing.Release(l, A1, "ada", 2, Times.Start)).Then(AdasEnd);
    }

    [Fact]
    public void who_waits_for_what_a_hand_over_leaves_free_has_it()
    {
        var handed = new SliceEnded("table:*", 2, "ada", SliceEnding.HandedOver);
        Given.Ledger(Asks("table:*", "ada"), Gets("table:*", "ada"), Asks("table:a1", "bob"), Asks("table:a2", "cyd"))
            .When(l => Slicing.HandOver(l, All, "ada", 2, "cyd", Times.Start)).Then(handed, Gets("table:a2", "cyd"), Gets("table:a1", "bob"));
    }

    /// <summary>Whatever is asked, in whatever order: no two hold what overlaps, nobody is served before one who asked earlier for what overlaps, nobody
    /// waits for what is free, and once nobody asks any more everybody has had its turn.</summary>
    [Fact]
    public void turns_are_fair_whatever_is_asked() => Gen.Int[0, 10_000_000].Sample(seed =>
    {
        var (random, table) = (new Random(seed), new Table());
        string[] resources = ["src/**", "src/a", "src/b", "**/a", "web"];
        for (var step = 0; step < 60; step++)
        {
            table.Now = table.Now.AddSeconds(random.Next(30));
            var (agent, name, what) = ("a" + random.Next(4), resources[random.Next(resources.Length)], random.Next(11));
            var (resource, slice, now) = (Resource.Parse(name)!, table.State.Slices.GetValueOrDefault(name)?.Now, table.Now);
            table.Decide(l => what switch
            {
                0 => Slicing.Renew(l, resource, slice?.Agent ?? agent, slice?.Token ?? 0, now),
                1 => Slicing.Release(l, resource, slice?.Agent ?? agent, slice?.Token ?? 0, now),
                2 => Slicing.HandOver(l, resource, slice?.Agent ?? agent, slice?.Token ?? 0, agent, now),
                3 => Slicing.Expire(l, name, slice?.Token ?? 0, now),
                4 => Slicing.Forget(l, agent, now),
                6 => Slicing.Extend(l, now),
                5 => Slicing.Withdraw(l, resource, agent, "asked to", now),
                _ => Slicing.Request(l, resource, agent, [], 1 + random.Next(60), now),
            }, byChoice: what == 2);
        }

        while (table.State.Slices.Values.FirstOrDefault(q => q.Now is not null) is { Now: { } slice } queue)
        {
            table.Decide(l => Slicing.Release(l, Resource.Parse(queue.Resource)!, slice.Agent, slice.Token, table.Now), byChoice: false);
        }

        table.Waiting.ShouldBeEmpty();
    }, iter: 1_000);

    private static SliceRequested Asks(string resource, string agent) => new(resource, agent, 60);

    private static SliceGranted Gets(string resource, string agent) => new(resource, agent, 60, Times.Start.AddSeconds(60));

    /// <summary>Folds what happens, and keeps book of it in its own way.</summary>
    private sealed class Table
    {
        public Ledger State { get; private set; } = Ledger.Empty;

        public DateTimeOffset Now { get; set; } = Times.Start;

        /// <summary>In the order in which they asked.</summary>
        public List<(string Agent, Resource Resource)> Waiting { get; } = [];

        private List<(string Agent, Resource Resource)> Holding { get; } = [];

        /// <param name="byChoice">its holder chose the first who has it</param>
        public void Decide(Func<Ledger, Decision<ILedgerEvent>> decide, bool byChoice)
        {
            foreach (var happened in decide(State).Events)
            {
                State = Ledger.Evolve(State, happened, new Stamp(State.Version + 1, Now, new Dot(1, State.Version + 1)));
                byChoice = Note(happened, byChoice);
            }

            for (var i = 0; i < Waiting.Count; i++)
            {
                Holding.Concat(Waiting.Take(i)).Any(o => o.Agent != Waiting[i].Agent && o.Resource.Overlaps(Waiting[i].Resource)).ShouldBeTrue("nobody waits for what is free");
                Holding.Any(h => h.Agent == Waiting[i].Agent && h.Resource.Text == Waiting[i].Resource.Text).ShouldBeFalse("nobody waits for what it has");
            }
        }

        private bool Note(ILedgerEvent happened, bool byChoice)
        {
            switch (happened)
            {
                case SliceRequested e:
                    Waiting.Add((e.Agent, Resource.Parse(e.Resource)!));
                    break;
                case SliceWithdrawn e:
                    Waiting.RemoveAll(w => w.Agent == e.Agent && w.Resource.Text == e.Resource).ShouldBe(1);
                    break;
                case SliceEnded e:
                    Holding.RemoveAll(h => h.Agent == e.Agent && h.Resource.Text == e.Resource).ShouldBe(1);
                    break;
                case SliceGranted e:
                    var next = Waiting.Single(w => w.Agent == e.Agent && w.Resource.Text == e.Resource);
                    Holding.ShouldAllBe(h => h.Agent == e.Agent || !h.Resource.Overlaps(next.Resource), "no two hold what overlaps");
                    (byChoice || Waiting.TakeWhile(w => w != next).All(w => w.Agent == e.Agent || !w.Resource.Overlaps(next.Resource))).ShouldBeTrue("nobody is overtaken");
                    Waiting.Remove(next);
                    Holding.Add(next);
                    return false;
            }

            return byChoice;
        }
    }
}
