using CsCheck;
using Shouldly;
using Weft.Application.Coordination;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "V2")]
public sealed class AgendaTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Against a plain dictionary: whatever is set, put off, brought forward, dropped and taken, the same is due next.</summary>
    [Fact]
    public void it_is_a_dictionary_of_moments_whose_first_is_known() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[0, 30]).Array[1, 400].Sample(steps =>
        {
            var (agenda, model) = (new Agenda<int>(), new Dictionary<int, DateTimeOffset>());
            foreach (var (what, key, seconds) in steps)
            {
                if (what < 2)
                {
                    agenda.Set(key, Start.AddSeconds(seconds));
                    model[key] = Start.AddSeconds(seconds);
                }
                else if (what == 2)
                {
                    agenda.Drop(key);
                    model.Remove(key);
                }
                else if (agenda.TryTake(Start.AddSeconds(seconds), out var due))
                {
                    model[due].ShouldBe(model.Values.Min());
                    model[due].ShouldBeLessThanOrEqualTo(Start.AddSeconds(seconds));
                    model.Remove(due);
                }
                else
                {
                    model.Values.ShouldAllBe(at => at > Start.AddSeconds(seconds));
                }

                agenda.Count.ShouldBe(model.Count);
                agenda.Next.ShouldBe(model.Count == 0 ? null : model.Values.Min());
            }
        });

    /// <summary>A hundred are open at any time, a hundred thousand come and go long before they are due.</summary>
    [Fact]
    public void it_grows_with_what_is_due_and_not_with_what_was()
    {
        var (agenda, most) = (new Agenda<int>(), 0);
        for (var i = 0; i < 100_000; i++)
        {
            agenda.Set(i, Start.AddSeconds(1_440));
            agenda.Set(i, Start.AddSeconds(30));
            agenda.Drop(i - 100);
            most = Math.Max(most, agenda.Queued);
        }

        agenda.Count.ShouldBe(100);
        most.ShouldBeLessThan(400);
    }
}
