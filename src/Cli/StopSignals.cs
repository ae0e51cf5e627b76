using System.Runtime.InteropServices;

namespace Weft.Cli;

/// <summary>Ctrl-C and SIGTERM ask for a clean stop. The second one means it: the process ends as it would have without us.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly List<PosixSignalRegistration> _registrations;

    public StopSignals() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Ask))];

    public CancellationToken Asked => _asked.Token;

    /// <summary>Completes when a stop was asked for.</summary>
    public Task WaitAsync() => Task.Delay(Timeout.Infinite, Asked).ContinueWith(_ => { }, TaskScheduler.Default);

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _asked.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = !_asked.IsCancellationRequested;
        _asked.Cancel();
    }
}
