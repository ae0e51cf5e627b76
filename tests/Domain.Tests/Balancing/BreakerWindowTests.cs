using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Xunit;

namespace Weft.Domain.Tests.Balancing;

/// <summary>An agent out of service does no work, and that is no imbalance.</summary>
public sealed class BreakerWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory, Trait("Capability", "L1")]
    [InlineData(null, true)]
    [InlineData(BreakerStatus.Closed, true)]
    [InlineData(BreakerStatus.HalfOpen, true)]
    [InlineData(BreakerStatus.Open, false)]
    public void an_agent_is_measured_unless_its_breaker_is_open(BreakerStatus? breaker, bool measured)
    {
        var (gauge, board) = (new Gauge(), new Board());
        board.Put(Known("ann"));
        board.Put(Known("bob") with { Breaker = breaker is { } status ? new BreakerState(status, Start) : null });
        gauge.Begin(Start);

        var window = gauge.Take(board, ChoiceRules.Default, BalanceState.None, Start.AddSeconds(60));

        window.Agents.Select(a => a.Agent).ShouldBe(measured ? ["ann", "bob"] : ["ann"]);
    }

    private static Agent Known(string id) =>
        new(id, new AgentProfile(id, [], null, AgentTier.Senior, 1, false, null, Deadlines.Default), AgentStatus.Active, Performance.None, 1);
}
