using Weft.Application.EventStore;

namespace Weft.Api.Hosting;

/// <summary>Libraries tell each of their attempts during an outage of the database with its whole stack. Of an outage one line is written, as a
/// warning; the attempts with their stacks are there at debug. Errors that follow each other within a minute belong to one outage.</summary>
public sealed class OutageLog(ILoggerProvider inner, LogLevel level, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);
    private static readonly string[] Libraries = ["JasperFx", "Marten", "Npgsql", "Wolverine"];
    private readonly Lock _turn = new();
    private readonly LogLevel _level = level;
    private DateTimeOffset _lastSeen = DateTimeOffset.MinValue;

    public ILogger CreateLogger(string categoryName)
    {
        var logger = inner.CreateLogger(categoryName);
        return Libraries.Any(l => categoryName.StartsWith(l, StringComparison.Ordinal)) ? new Library(this, logger) : logger;
    }

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose() => inner.Dispose();

    /// <summary>Whether it belongs to an outage. What is cancelled during one is cancelled because of it.</summary>
    private bool Holds(Exception error, out bool begins)
    {
        lock (_turn)
        {
            var now = time.GetUtcNow();
            begins = now - _lastSeen > Apart;
            if (!StoreErrors.IsUnavailable(error))
            {
                return error is OperationCanceledException && !begins;
            }

            _lastSeen = now;
            return true;
        }
    }

    private sealed class Library(OutageLog outages, ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel < LogLevel.Warning || exception is null || !outages.Holds(exception, out var begins))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            if (begins)
            {
                inner.LogWarning("The database does not do its part; read models and sagas go on when it does: {Error}", exception.GetBaseException().Message);
            }

            if (outages._level <= LogLevel.Debug)
            {
                inner.Log(LogLevel.Debug, eventId, state, exception, formatter);
            }
        }
    }
}
