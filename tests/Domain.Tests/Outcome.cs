using System.Text;
using Shouldly;
using Weft.Domain.Audit;

namespace Weft.Domain.Tests;

/// <summary>What a decider said, and the questions a test asks of it.</summary>
public sealed class Outcome<TEvent>(Decision<TEvent> decision)
    where TEvent : class
{
    public Decision<TEvent> Decision { get; } = decision;

    public void Then(params TEvent[] expected)
    {
        Accepted();
        Text(Decision.Events).ShouldBe(Text(expected));
    }

    /// <summary>Accepted, with events of these types in this order.</summary>
    public Outcome<TEvent> ThenTypes(params Type[] expected)
    {
        Accepted();
        Decision.Events.Select(e => e.GetType().Name).ShouldBe(expected.Select(t => t.Name));
        return this;
    }

    public T ThenOne<T>()
        where T : TEvent
    {
        Accepted();
        return Decision.Events.OfType<T>().ShouldHaveSingleItem();
    }

    public void Nothing()
    {
        Accepted();
        Decision.Events.Select(e => e.GetType().Name).ShouldBeEmpty();
    }

    public Rejection Rejects(string code)
    {
        Decision.Rejection.ShouldNotBeNull();
        Decision.Rejection.Code.ShouldBe(code);
        Decision.Rejection.Detail.ShouldNotBeNullOrWhiteSpace();
        Decision.Events.ShouldBeEmpty();
        return Decision.Rejection;
    }

    /// <summary>Refused, and the attempt is kept as a fact.</summary>
    public void RejectsKeeping(string code, params TEvent[] facts)
    {
        Decision.Rejection.ShouldNotBeNull().Code.ShouldBe(code);
        Text(Decision.Events).ShouldBe(Text(facts));
    }

    private void Accepted() => Decision.Rejection.ShouldBeNull($"refused: {Decision.Rejection?.Code}: {Decision.Rejection?.Detail}");

    /// <summary>Records compare arrays by reference; events are compared by what would be stored.</summary>
    private static string Text(IEnumerable<TEvent> events) => string.Join('\n', events.Select(e => $"{e.GetType().Name} {Encoding.UTF8.GetString(StateHash.Canonical((object)e))}"));
}
