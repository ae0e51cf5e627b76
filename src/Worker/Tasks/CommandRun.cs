using System.Globalization;
using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Agents;
using Weft.Worker.Git;
using Weft.Worker.Isolation;
using Weft.Worker.Processes;

namespace Weft.Worker.Tasks;

/// <summary>Runs a task's command in its worktree and collects what it leaves: output, progress, checkpoints, commit, artifacts.</summary>
internal sealed class CommandRun : IDisposable
{
    /// <summary>The server's own clock ends an attempt; this is for when the server is away.</summary>
    private static readonly TimeSpan BehindTheServer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);
    private readonly Workshop _shop;
    private readonly OwnTask _held;
    private readonly ClaimedTask _task;
    private readonly TaskFolder _folder;
    private readonly OutputRecord _output;
    private readonly ControlChannel _control;

    public CommandRun(Workshop shop, OwnTask held, TaskFolder folder)
    {
        (_shop, _held, _task, _folder) = (shop, held, held.Task, folder);
        _output = new OutputRecord(Path.Combine(folder.Root, "output.log"));
        _control = new ControlChannel(folder.Control, folder.Answers, HandleAsync);
        held.Noticed = notice => _control.Answer($"notice {notice.Kind} {notice.Message}");
    }

    public async Task<TaskEnd> RunAsync(TaskWorktree? worktree)
    {
        if ((_task.Command ?? _shop.Settings.Exec) is not { Length: > 0 } line)
            return new TaskEnd.Failed("The task brings no command, and the agent was started without --exec", null, null);
        var result = await CommandAsync(line);
        _output.Close();
        if (result.Ending == CommandEnding.Stopped)
            return _held.Reason == StopReason.LeaseLost ? new TaskEnd.Abandoned() : new TaskEnd.HandedBack("the agent goes");
        if (result is { Ending: CommandEnding.Exited, ExitCode: ExitCodes.TryAgain })
            return await HandBackAsync();
        var evidence = EvidenceAsync(result);
        var usage = UsageOf(result.Usage);
        if (result.Ending == CommandEnding.TimedOut)
            return new TaskEnd.Failed(string.Create(CultureInfo.InvariantCulture, $"No result within {_task.TimeoutSeconds} s"), await evidence, usage);
        if (result.ExitCode != ExitCodes.Done)
            return new TaskEnd.Failed(ExitCodes.Describe(result.ExitCode), await evidence, usage);
        var outputs = new TaskOutputs(_shop.Client).UploadAsync(_folder, _held.Stop);
        var (commit, branch) = await CommitAsync(worktree);
        return new TaskEnd.Done(commit, branch, await outputs, usage, await evidence)
        {
            ChangedPaths = commit is null ? null : (await worktree!.ChangedAsync(commit, _held.Stop)).Told,
        };
    }

    public void Dispose()
    {
        _held.Noticed = null;
        _output.Dispose();
        _control.Dispose();
    }

    private async Task<CommandResult> CommandAsync(string line)
    {
        var variables = _shop.Environment.For(System.Environment.GetEnvironmentVariables(), TaskVariables.Of(_task, _shop.Settings.Id, _folder));
        var request = new CommandRequest(line, _folder.Work, variables, Guid.NewGuid().ToString("N"))
        {
            TimeOut = _task.TimeoutSeconds > 0 ? TimeSpan.FromSeconds(_task.TimeoutSeconds) + BehindTheServer : Longest,
            Grace = TimeSpan.FromSeconds(_shop.Settings.GraceSeconds),
        };
        using var ended = new CancellationTokenSource();
        var control = _control.RunAsync(ended.Token);
        try
        {
            return await _shop.Runner.RunAsync(request, Write, _held.Telemetry.Measured, _held.Stop);
        }
        finally
        {
            await ended.CancelAsync();
            await control;
        }
    }

    private void Write(OutputLine line)
    {
        _output.Add(line);
        _held.Telemetry.Output(line);
    }

    private async Task HandleAsync(ControlLine line)
    {
        switch (line)
        {
            case ControlLine.Progress progress:
                _held.Telemetry.Progress(progress.Percent, progress.Message);
                break;
            case ControlLine.Checkpoint checkpoint:
                _held.Telemetry.Progress(checkpoint.Percent, null);
                _control.Answer(await new CheckpointSaver(_shop, _held).SaveAsync(_folder, checkpoint));
                break;
            default:
                _control.Answer("refused a line that is neither 'progress PERCENT [MESSAGE]' nor 'checkpoint PERCENT NAME'");
                break;
        }
    }

    private async Task<TaskEnd> HandBackAsync()
    {
        // Handing it back over and over at once would keep everybody busy with nothing.
        await Task.Delay(_shop.SetBack(_task.Workflow, _task.Task), _shop.Time, _held.Stop);
        return new TaskEnd.HandedBack("the command asked for another try (exit code 75)");
    }

    private async Task<EvidenceReport> EvidenceAsync(CommandResult result)
    {
        string? hash = null;
        try
        {
            if (!_output.IsEmpty)
                hash = await _shop.Client.PutBlobFileAsync(_output.Path, _held.Lost);
        }
        catch (Exception e) when (e is WeftProblemException || LostConnection.Is(e))
        {
            _shop.Log.Warn("the output could not be kept", _task, e);
        }
        return new EvidenceReport(result.ExitCode, _output.Tail, hash);
    }

    private async Task<(string? Commit, string? Branch)> CommitAsync(TaskWorktree? worktree)
    {
        if (worktree is null || _task.Kind != TaskKinds.Work)
            return (null, null);
        var author = Signature.Agent(_shop.Settings.Id, _shop.Time.GetUtcNow());
        if (await worktree.CommitAsync($"{_task.Task}: {_task.WorkflowName}", author, _held.Stop) is not { } commit)
            return (null, null);
        await worktree.PushAsync(commit, _held.Stop);
        return (commit, worktree.Branch);
    }

    private Usage UsageOf(ResourceUsage used) => new(
        used.DurationMs, used.CpuMs, used.PeakMemoryBytes, used.ReadBytes, used.WriteBytes, used.NetworkBytes,
        _task.Samples ? [.. used.Samples.Select(sample => new UsageSample(sample.AtMs, sample.CpuMs, sample.MemoryBytes))] : null);
}
