namespace Weft.Worker.Processes;

/// <summary>
/// All processes that belong to one run: the leader's session, their descendants, and whoever carries the run's mark in its
/// environment. Linux only: elsewhere the process group is all there is.
/// </summary>
internal sealed class ProcessTree(int leader, string run)
{
    private readonly Dictionary<(int Id, long Started), bool> _known = [];

    /// <summary>The run's living processes, without the watchdog. The leader is in it also as a zombie: its figures still count.</summary>
    public IReadOnlyList<ProcessEntry> Members()
    {
        var all = ProcessTable.Read();
        var since = all.FirstOrDefault(entry => entry.Id == leader)?.Started ?? 0;
        var members = new Dictionary<int, ProcessEntry>();
        foreach (var entry in all.Where(entry => entry.Started >= since))
        {
            if (Belongs(entry))
                members[entry.Id] = entry;
        }
        AddDescendants(all, members);
        return [.. members.Values.Where(entry => entry.Id == leader || entry.IsAlive)];
    }

    /// <summary>Sends a signal to every member that is alive; answers how many there were.</summary>
    public int Signal(int signal)
    {
        var living = Members().Where(entry => entry.IsAlive).ToList();
        foreach (var entry in living)
            _ = PosixLibrary.Kill(entry.Id, signal);
        return living.Count;
    }

    /// <summary>Once a member, always a member: a process that leaves the session keeps its number and its start.</summary>
    private bool Belongs(ProcessEntry entry)
    {
        var key = (entry.Id, entry.Started);
        if (_known.TryGetValue(key, out var belongs))
            return belongs;
        if (entry.Id == leader)
            return _known[key] = true;
        if (ProcessTable.IsNamed(entry.Id, Watchdog.Name))
            return false;
        return _known[key] = entry.Session == leader || ProcessTable.Carries(entry.Id, $"{Watchdog.Mark}={run}");
    }

    private void AddDescendants(IReadOnlyList<ProcessEntry> all, Dictionary<int, ProcessEntry> members)
    {
        var children = all.ToLookup(entry => entry.Parent);
        var open = new Queue<int>(members.Keys);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                if (ProcessTable.IsNamed(child.Id, Watchdog.Name) || !members.TryAdd(child.Id, child))
                    continue;
                _known[(child.Id, child.Started)] = true;
                open.Enqueue(child.Id);
            }
        }
    }
}
