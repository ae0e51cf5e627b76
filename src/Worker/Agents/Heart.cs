using Weft.Client;
using Weft.Contracts;

namespace Weft.Worker.Agents;

/// <summary>The agent's signs of life: renew every lease in time, carry telemetry at most once a second, hear what was lost.</summary>
internal sealed class Heart(Workshop shop, OwnTasks tasks) : IDisposable
{
    private static readonly TimeSpan Telling = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _woken = new(0);
    private readonly CancellationTokenSource _drained = new();
    private readonly MachineMeter _machine = new(shop.Time);
    private bool _silent;

    /// <summary>Rings when somebody had the agent drained or removed.</summary>
    public CancellationToken Drained => _drained.Token;

    /// <summary>A lease came: its first renewal may be due sooner than the next sign of life.</summary>
    public void Wake() => _woken.Release();

    public async Task BeatAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WaitAsync(stop);
            if (!stop.IsCancellationRequested)
                await OnceAsync(stop);
        }
    }

    public async Task OnceAsync(CancellationToken stop)
    {
        var held = tasks.All;
        var reports = held.Select(task => (Task: task, Report: task.Telemetry.Take(task.Lease))).Where(told => told.Report is not null).ToList();
        try
        {
            var request = new HeartbeatRequest([.. held.Select(task => task.Lease)], [.. reports.Select(told => told.Report!)], _machine.Take(held));
            Hear(await shop.Client.HeartbeatAsync(shop.Settings.Id, request, stop));
            if (_silent)
                shop.Log.Info("the server answers again");
            _silent = false;
        }
        catch (Exception e) when (e is WeftProblemException or OperationCanceledException || LostConnection.Is(e))
        {
            foreach (var (task, report) in reports)
                task.Telemetry.PutBack(report!);
            if (!_silent && !stop.IsCancellationRequested)
                shop.Log.Warn("no sign of life could be given; the work goes on", problem: e);
            _silent = true;
        }
    }

    public void Dispose()
    {
        _woken.Dispose();
        _drained.Dispose();
    }

    private void Hear(HeartbeatAnswer answer)
    {
        foreach (var lost in answer.Lost)
        {
            if (tasks.Find(lost) is not { } held)
                continue;
            shop.Log.Warn("the lease is lost: its work is stopped", held.Task);
            held.Lose();
        }
        foreach (var notice in answer.Notices)
        {
            foreach (var held in tasks.All.Where(held => held.Task.Workflow == notice.Workflow && held.Task.Task == notice.Task))
                held.Noticed?.Invoke(notice);
        }
        if (answer.Status is "draining" or "left")
            _drained.Cancel();
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        var started = shop.Time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var rest = Interval() - shop.Time.GetElapsedTime(started);
            if (rest <= TimeSpan.Zero)
                return;
            try
            {
                // Woken or not, the interval is looked at again: a shorter lease makes it shorter.
                await _woken.WaitAsync(rest < Telling ? rest : Telling, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Three renewals fit into every lease.</summary>
    private TimeSpan Interval()
    {
        var held = tasks.All;
        var interval = TimeSpan.FromSeconds(Math.Min(shop.Settings.HeartbeatSeconds, held.Select(task => task.Task.LeaseSeconds / 3).DefaultIfEmpty(double.MaxValue).Min()));
        return interval > Telling && held.Any(task => task.Telemetry.HasNews) ? Telling : interval;
    }
}
