using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Shouldly;
using Weft.Api.Hosting;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

[Trait("Capability", "Z1")]
public sealed class OutageLogTests : IDisposable
{
    private static readonly Exception Away = new InvalidOperationException("batch", new PostgresException("terminating connection", "FATAL", "FATAL", "57P01"));
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly Kept _kept = new();

    public void Dispose() => _kept.Dispose();

    [Fact]
    public void an_outage_is_one_line_without_a_stack_and_the_next_one_another()
    {
        using var log = new OutageLog(_kept, LogLevel.Information, _time);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            log.CreateLogger("Marten.IDocumentStore").LogError(Away, "could not execute");
            log.CreateLogger("JasperFx.Events.Daemon").LogCritical(Away, "shard failed");
            log.CreateLogger("JasperFx.Events.Daemon").LogError(new OperationCanceledException(), "loading");
            _time.Advance(OutageLog.Apart / 2);
        }

        var (level, text, error) = _kept.Lines.ShouldHaveSingleItem();
        (level, error).ShouldBe((LogLevel.Warning, null));
        text.ShouldContain("57P01: terminating connection");

        _time.Advance(OutageLog.Apart * 2);
        log.CreateLogger("Marten.IDocumentStore").LogError(Away, "could not execute");
        _kept.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public void the_stacks_are_there_at_debug()
    {
        using var log = new OutageLog(_kept, LogLevel.Debug, _time);
        log.CreateLogger("Marten.IDocumentStore").LogError(Away, "could not execute");
        _kept.Lines[1].ShouldBe((LogLevel.Debug, "could not execute", Away));
    }

    [Fact]
    public void what_is_no_outage_and_what_the_product_says_itself_stays_as_it_is()
    {
        using var log = new OutageLog(_kept, LogLevel.Information, _time);
        var broken = new InvalidOperationException("no fold");
        log.CreateLogger("Marten.Events.Daemon.ProjectionDaemon").LogError(broken, "poison");
        log.CreateLogger("Weft.Api").LogError(Away, "failed");
        var cancelled = new OperationCanceledException();
        log.CreateLogger("Marten.IDocumentStore").LogError(cancelled, "cancelled");
        _kept.Lines.ShouldBe([(LogLevel.Error, "poison", broken), (LogLevel.Error, "failed", Away), (LogLevel.Error, "cancelled", cancelled)]);
    }

    [Fact]
    public async Task the_server_logs_through_it() =>
        (await Server.SharedAsync()).Host.Services.GetServices<ILoggerProvider>().ShouldHaveSingleItem().ShouldBeOfType<OutageLog>();

    private sealed class Kept : ILoggerProvider, ILogger
    {
        public List<(LogLevel Level, string Text, Exception? Error)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception), exception));

        public void Dispose()
        {
        }
    }
}
