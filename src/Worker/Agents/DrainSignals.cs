using System.Runtime.InteropServices;

namespace Weft.Worker.Agents;

/// <summary>The first SIGTERM or Ctrl-C asks the agent to finish, the second to stop.</summary>
public sealed class DrainSignals : IDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _now = new();
    private readonly PosixSignalRegistration[] _registrations;

    public DrainSignals()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ring), PosixSignalRegistration.Create(PosixSignal.SIGINT, Ring)];
    }

    public CancellationToken Drain => _drain.Token;

    public CancellationToken Now => _now.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _drain.Dispose();
        _now.Dispose();
    }

    private void Ring(PosixSignalContext context)
    {
        context.Cancel = true;
        // Not on the signal's own thread: whoever waits for the token would go on on it.
        var source = _drain.IsCancellationRequested ? _now : _drain;
        _ = source.CancelAsync();
    }
}
