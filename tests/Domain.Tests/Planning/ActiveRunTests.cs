using CsCheck;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

[Trait("Capability", "Z7")]
public sealed class ActiveRunTests
{
    /// <summary>Only those look round again whose agent was given something, and still it comes out as if all did; equal ends and starts are frequent here.</summary>
    [Fact]
    public void each_step_is_as_if_every_ready_task_looked_at_every_agent() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Bool, Gen.OneOfConst(0, 0.3, 1)).Sample((seed, transfers, patience) =>
        {
            var instance = Drawn.Instance(seed, 25, transfers, false);
            var random = new Random(seed);
            double[] urgency = [.. Enumerable.Range(0, instance.Count).Select(_ => (double)random.Next(4))];
            new ActiveRun(instance, urgency, patience).Run().Slots.ShouldBe(LookingAtAll(instance, urgency, patience));
        }, iter: 600);

    private static Slot[] LookingAtAll(Instance instance, double[] urgency, double patience)
    {
        var (slots, free, done) = (new Slot[instance.Count], new double[instance.Agents.Length], new HashSet<int>());
        List<int> ready = [.. Ready(instance, done, [])];
        while (ready.Count > 0)
        {
            var best = ready.ToDictionary(t => t, t => instance.Options[t].Select(o => At(instance, slots, free, t, o)).MinBy(s => s.End));
            var first = ready.Select(t => best[t]).OrderBy(s => s.End).ThenBy(s => s.Start).First();
            var rivals = ready.Where(t => best[t].Agent == first.Agent).ToList();
            var earliest = rivals.Min(t => best[t].Start);
            var limit = earliest + (patience * (first.End - earliest));
            var chosen = rivals.Where(t => best[t].Start < limit || best[t].Start <= earliest)
                .OrderByDescending(t => urgency[t]).ThenBy(t => instance.Places.ToArray()[t]).First();
            (slots[chosen], free[first.Agent]) = (best[chosen], best[chosen].End);
            done.Add(chosen);
            ready[ready.IndexOf(chosen)] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            ready.AddRange(instance.After[chosen].Select(l => l.Task).Intersect(Ready(instance, done, ready)));
        }

        return slots;
    }

    private static List<int> Ready(Instance instance, HashSet<int> done, List<int> known) =>
        [.. Enumerable.Range(0, instance.Count).Where(t => !done.Contains(t) && !known.Contains(t) && instance.Before[t].All(l => done.Contains(l.Task)))];

    private static Slot At(Instance instance, Slot[] slots, double[] free, int task, Option option)
    {
        var start = instance.Before[task].Select(l => slots[l.Task].End + (slots[l.Task].Agent == option.Agent ? 0 : l.Transfer)).Append(free[option.Agent]).Max();
        return new Slot(option.Agent, start, start + option.Duration);
    }
}
