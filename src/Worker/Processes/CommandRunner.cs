namespace Weft.Worker.Processes;

/// <summary>Runs a command so that it can always be ended with everything it started, and so that its usage is known.</summary>
public sealed class CommandRunner(TimeProvider time)
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <param name="write">called for every line, from two threads but never from both at once</param>
    /// <param name="measured">called now and then with processor time so far and memory now</param>
    /// <param name="stop">asks the command to end, then ends it; the result then says <see cref="CommandEnding.Stopped"/></param>
    public async Task<CommandResult> RunAsync(CommandRequest request, Action<OutputLine> write, Action<long, long>? measured, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
            return await WindowsCommand.RunAsync(request, write, time, stop);
        using var child = PosixChild.Start(request);
        var tree = new ProcessTree(child.Id, request.Run);
        var meter = new UsageMeter(tree, child.Id, time);
        var budget = new OutputBudget(request.Limits.MaxTotalBytes);
        var output = OutputPump.Start(child.Output, child.Error, request.Limits, budget, write);
        var end = Task.Factory.StartNew(child.WaitForEnd, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var ending = await WatchAsync(request, child, tree, meter, end, measured, stop);
        meter.Sample();
        await ClearAsync(child, tree);
        var reaped = child.Reap();
        await Task.WhenAny(output, Task.Delay(OutputGrace, time, CancellationToken.None));
        return new CommandResult(ending, reaped.ExitCode, meter.Total(reaped), budget.Dropped);
    }

    private async Task<CommandEnding> WatchAsync(CommandRequest request, PosixChild child, ProcessTree tree, UsageMeter meter, Task end, Action<long, long>? measured, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(request.TimeOut, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        while (!end.IsCompleted && !either.IsCancellationRequested)
        {
            meter.Sample();
            measured?.Invoke(meter.Now.CpuMs, meter.Now.MemoryBytes);
            await WaitAsync(end, request.SampleEvery, either.Token);
        }
        if (end.IsCompleted)
            return CommandEnding.Exited;
        var ending = stop.IsCancellationRequested ? CommandEnding.Stopped : CommandEnding.TimedOut;
        await EndAsync(request, child, tree, end);
        return ending;
    }

    /// <summary>Asks everybody to end; whoever is still there after the grace time is killed.</summary>
    private async Task EndAsync(CommandRequest request, PosixChild child, ProcessTree tree, Task end)
    {
        child.SignalGroup(PosixLibrary.SignalTerminate);
        if (ProcessTable.IsAvailable)
            tree.Signal(PosixLibrary.SignalTerminate);
        var started = time.GetTimestamp();
        // The shell may go at once while what it started still saves its work.
        while (time.GetElapsedTime(started) < request.Grace && (!end.IsCompleted || AnyoneIsLeft(tree)))
            await Task.Delay(LookAgain, time, CancellationToken.None);
        if (!end.IsCompleted)
            child.SignalGroup(PosixLibrary.SignalKill);
        await end;
    }

    /// <summary>Nothing survives its command: neither a background job nor a process that left the group.</summary>
    private async Task ClearAsync(PosixChild child, ProcessTree tree)
    {
        // The leader is still unreaped, so its number, which is the group's, is nobody else's yet.
        child.SignalGroup(PosixLibrary.SignalKill);
        if (!ProcessTable.IsAvailable)
            return;
        var started = time.GetTimestamp();
        while (tree.Signal(PosixLibrary.SignalKill) > 0 && time.GetElapsedTime(started) < KillLimit)
            await Task.Delay(LookAgain, time, CancellationToken.None);
    }

    private static bool AnyoneIsLeft(ProcessTree tree) => ProcessTable.IsAvailable && tree.Members().Any(entry => entry.IsAlive);

    private async Task WaitAsync(Task end, TimeSpan atMost, CancellationToken cancellation)
    {
        try
        {
            await end.WaitAsync(atMost, time, cancellation);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The caller looks at what has happened.
        }
    }
}
