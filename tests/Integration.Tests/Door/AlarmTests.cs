using Shouldly;
using Weft.Application.Coordination;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "V2")]
public sealed class AlarmTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task a_clock_that_is_set_forward_while_the_alarm_is_set_does_not_lose_it()
    {
        var woken = 0;
        await using var alarm = new Alarm(new JumpingClock(TimeSpan.FromHours(1)), () => woken++);

        alarm.Set(Start.AddSeconds(2));

        woken.ShouldBe(1);
    }

    [Fact]
    public async Task what_is_not_due_yet_is_left_to_the_timer()
    {
        var woken = 0;
        await using var alarm = new Alarm(new JumpingClock(TimeSpan.FromSeconds(1)), () => woken++);

        alarm.Set(Start.AddSeconds(2));

        woken.ShouldBe(0);
    }

    /// <summary>Goes on by so much between the first look and the second; its timers never fire.</summary>
    private sealed class JumpingClock(TimeSpan jump) : TimeProvider
    {
        private bool _looked;

        public override DateTimeOffset GetUtcNow()
        {
            var now = _looked ? Start + jump : Start;
            _looked = true;
            return now;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Silent();
    }

    private sealed class Silent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
