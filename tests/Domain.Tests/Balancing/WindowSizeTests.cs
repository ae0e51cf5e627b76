using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;
using Shouldly;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;
using static Weft.Domain.Tests.Balancing.Windows;

namespace Weft.Domain.Tests.Balancing;

public sealed class WindowSizeTests
{
    /// <summary>64 KB is what an event may take with its metadata.</summary>
    private const int MostBytes = 48 * 1024;
    private const string Plain = "abcdefghijklmnopqrstuvwxyz0123456789-_.ABC";

    /// <summary>What skills of recorded agents may hold, at its worst.</summary>
    private const string Escaped = "日本語\"<>&'\\\u0001+@";

    private static readonly JsonSerializerOptions AsStored = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private sealed record Sizes(int Agents, int Kinds, int Families, int NameLength, int Skills, bool Escapes, int Groups, int Seed);

    private static readonly Gen<Sizes> Any =
        from agents in Gen.Int[1, 400]
        from kinds in Gen.Int[0, 9]
        from families in Gen.Int[9, 200]
        from length in Gen.Int[8, 100]
        from skills in Gen.Int[0, 30]
        from escapes in Gen.Bool
        from groups in Gen.Int[0, 60]
        from seed in Gen.Int
        select new Sizes(agents, kinds, families, length, skills, escapes, groups, seed);

    /// <summary>However many agents, kinds, skills and slow ones there are, and whatever they are called.</summary>
    [Fact]
    [Trait("Capability", "L1")]
    public void no_event_of_a_window_is_large() => Any.Sample(
        sizes =>
        {
            var windows = new Windows();
            for (var i = 0; i < 4; i++)
            {
                var window = Hostile(sizes, slow: i > 1, last: i);
                var before = windows.State;
                var told = windows.Next(window);
                told.Max(e => JsonSerializer.SerializeToUtf8Bytes<object>(e, AsStored).Length).ShouldBeLessThan(MostBytes);
                var parts = told.OfType<WindowMeasured>().ToList();
                parts.Select(p => (p.Window, p.Part, p.Parts)).ShouldBe(Enumerable.Range(1, parts.Count).Select(p => (i + 1, p, parts.Count)));
                parts.SelectMany(p => p.Agents).ShouldBe(window.Agents, "nobody is left out, and nobody told twice");
                Folded(before, parts).ShouldBe(Folded(before, [Whole(parts)]), "in parts it comes to the same");
                windows.State.Processors.Keys.ShouldBe(window.Agents.Select(a => a.Agent), ignoreOrder: true, "of who is gone nothing is kept");
            }
        }, iter: 20);

    /// <summary>The usual case stays what it was: 150 agents that do little fit in one event.</summary>
    [Fact]
    public void a_window_of_usual_size_is_one_event()
    {
        var windows = new Windows();
        windows.Next(Window(9, [.. Enumerable.Range(0, 100).Select(a => Agent($"agent-{a}", worked: a == 0 ? 90 : 10))]));
        windows.Of<WindowMeasured>().ShouldHaveSingleItem().Agents.Length.ShouldBe(100);
    }

    [Fact]
    public void kinds_with_long_names_stay_apart()
    {
        var task = Some.Task("a") with { Skills = [.. Enumerable.Range(0, 40).Select(i => new SkillRequirement($"skill-{i:000}", 0))] };
        var other = task with { Skills = task.Skills.SetItem(39, new SkillRequirement("skill-999", 0)) };
        NameOf(task).Length.ShouldBe(200);
        NameOf(task).ShouldBe(NameOf(task with { Name = "b" }));
        NameOf(task).ShouldNotBe(NameOf(other));
        NameOf(task with { Skills = [new SkillRequirement("csharp", 0)] }).ShouldBe("simple:csharp");

        static string NameOf(TaskDefinition task) => KindName.Of(Run.Of(Some.Workflow(task)).State.Items[task.Name]);
    }

    private static WindowMeasured Whole(List<WindowMeasured> parts) =>
        parts[0] with { Parts = 1, Agents = [.. parts.SelectMany(p => p.Agents)], Readings = [.. parts.SelectMany(p => p.Readings)] };

    private static string Folded(BalanceState before, IEnumerable<WindowMeasured> parts) =>
        JsonSerializer.Serialize(parts.Aggregate(before, (s, p) => BalanceState.Evolve(s, p, new Stamp(1, Times.Start, Dot.None))), AsStored);

    /// <param name="last">some have gone since the window before</param>
    private static Measurement Hostile(Sizes s, bool slow, int last)
    {
        var families = Enumerable.Range(0, s.Families).Select(f => KindName.Shortened($"complex:{f}:{string.Join('+', Enumerable.Range(0, s.Skills).Select(k => Name(s, k)))}{f}")).ToList();
        var agents = Enumerable.Range(0, s.Agents).Where(a => a == 0 || a % 5 != last).Select(a =>
        {
            var worked = slow && a % 3 == 2 ? 1.0 / 3 : 0.1;
            var kinds = Enumerable.Range(0, s.Kinds).Select(k => new KindWindow(families[(a + k) % s.Families], worked, 0.1)).ToImmutableArray();
            return Agent(Name(s with { Escapes = false }, a), 1.0 / 3, 1, 0, s.Kinds * worked, s.Kinds * 0.1) with { Cpu = 2.0 / 3, Memory = 1.0 / 7, Kinds = kinds };
        });
        var groups = Enumerable.Range(0, s.Groups).Select(g => new PendingGroup([.. Enumerable.Range(0, s.Skills).Select(k => new SkillRequirement(Name(s, (g * 31) + k), 1.0 / 3))], g, g));
        return new Measurement(default, default, [.. agents], s.Groups * s.Groups, [.. groups]);
    }

    /// <summary>Always the same for the same number, and another one for another.</summary>
    private static string Name(Sizes s, int number)
    {
        var letters = s.Escapes ? Escaped : Plain;
        var text = string.Concat(Enumerable.Range(0, s.NameLength).Select(i => letters[(int)((uint)(s.Seed + (number * 7919) + (i * 104729)) % letters.Length)]));
        return $"{number:000000}{text}"[..s.NameLength];
    }
}
