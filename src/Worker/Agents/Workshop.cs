using System.Collections.Concurrent;
using Weft.Client;
using Weft.Worker.Git;
using Weft.Worker.Isolation;
using Weft.Worker.Processes;

namespace Weft.Worker.Agents;

/// <summary>What all tasks of one agent share.</summary>
internal sealed class Workshop(AgentSettings settings, WeftClient client, WorkerHome home, AgentLog log, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<WorkerClone>>> _clones = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Workflow, string Task), int> _setBacks = new();

    public AgentSettings Settings { get; } = settings;

    public WeftClient Client { get; } = client;

    public WorkerHome Home { get; } = home;

    public AgentLog Log { get; } = log;

    public TimeProvider Time { get; } = time;

    public CommandRunner Runner { get; } = new(time);

    public AllowedEnvironment Environment { get; } = new(settings.PassEnv);

    /// <summary>The clone of a remote, made once; a failure is not remembered.</summary>
    public async Task<WorkerClone> CloneAsync(string remote, CancellationToken cancellation)
    {
        // By the address: two spellings of one remote share a folder, and a folder has one owner.
        remote = RemoteAddress.Parse(remote).Address;
        var clone = _clones.GetOrAdd(remote, key => new Lazy<Task<WorkerClone>>(() => WorkerClone.OpenAsync(Home.Repositories, key, CancellationToken.None)));
        try
        {
            return await clone.Value.WaitAsync(cancellation);
        }
        catch (GitException)
        {
            _clones.TryRemove(new KeyValuePair<string, Lazy<Task<WorkerClone>>>(remote, clone));
            throw;
        }
    }

    /// <summary>How long to hold a task that its command gave back before anybody gets it again: nothing the first time, then longer and longer.</summary>
    public TimeSpan SetBack(string workflow, string task)
    {
        var times = _setBacks.AddOrUpdate((workflow, task), 0, (_, before) => before + 1);
        return times == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, times - 1)));
    }

    public void Dispose()
    {
        foreach (var clone in _clones.Values.Where(clone => clone.IsValueCreated && clone.Value.IsCompletedSuccessfully))
            clone.Value.Result.Dispose();
    }
}
