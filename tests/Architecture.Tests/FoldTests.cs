using System.Runtime.CompilerServices;
using Shouldly;
using Weft.Application.EventStore;
using Weft.Domain.Causality;
using Xunit;

namespace Weft.Architecture.Tests;

/// <summary>C# cannot check a switch over records: every event is shown to its fold once.</summary>
public sealed class FoldTests
{
    public static TheoryData<string> Events => [.. EventNames.All.Keys.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Events))]
    public void every_event_has_a_fold(string name)
    {
        var type = EventNames.All.Keys.Single(t => t.Name == name);
        var kind = Streams.All.Single(k => k.GetType().GenericTypeArguments[1].IsAssignableFrom(type));
        Said(kind, RuntimeHelpers.GetUninitializedObject(kind.StateType), type).ShouldNotStartWith("No fold");
    }

    [Fact]
    public void a_stream_begins_with_one_kind_of_event_or_with_any()
    {
        foreach (var kind in Streams.All)
        {
            var family = EventNames.All.Keys.Where(kind.GetType().GenericTypeArguments[1].IsAssignableFrom).ToList();
            var first = family.Where(t => !Said(kind, null, t).Contains(" before ", StringComparison.Ordinal)).ToList();
            (first.Count == 1 || first.Count == family.Count).ShouldBeTrue($"{kind.Prefix} may begin with {string.Join(", ", first.Select(t => t.Name))}");
        }
    }

    [Fact]
    public void every_event_has_a_stored_name_of_its_own_and_is_sealed()
    {
        EventNames.All.Values.ShouldBeUnique();
        EventNames.All.Keys.Where(t => !t.IsSealed).ShouldBeEmpty();
    }

    // The fields of an uninitialised event are empty, so that a fold may stumble over one: then it has a line for it.
    private static string Said(StreamKind kind, object? state, Type happened)
    {
        try
        {
            kind.Fold(state, RuntimeHelpers.GetUninitializedObject(happened), new Stamp(1, DateTimeOffset.UnixEpoch, Dot.None));
            return "";
        }
        catch (Exception stumbled)
        {
            return stumbled.Message;
        }
    }
}
