using System.Runtime.InteropServices;

namespace Weft.Application.Coordination;

/// <summary>When each of many things is due next, one moment each. What is put off waits in the queue until its old moment has come up; what
/// was dropped stays there as well, until most of the queue is that and it is swept. So memory keeps to what is due, and each change costs as
/// much as one in a heap.</summary>
internal sealed class Agenda<TKey>
    where TKey : notnull
{
    private const int Few = 64;
    private readonly PriorityQueue<TKey, DateTimeOffset> _queue = new();
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <param name="Queued">under which moment it stands in the queue, never later than <paramref name="At"/></param>
    private readonly record struct Entry(DateTimeOffset At, DateTimeOffset Queued);

    public int Count => _entries.Count;

    /// <summary>With what is due no more.</summary>
    public int Queued => _queue.Count;

    public DateTimeOffset? Next
    {
        get
        {
            Settle();
            return _queue.TryPeek(out _, out var at) ? at : null;
        }
    }

    /// <summary>It is due then, and not when it was before.</summary>
    public void Set(TKey key, DateTimeOffset at)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out var known);
        if (known && entry.Queued <= at)
        {
            entry = entry with { At = at };
            return;
        }

        entry = new Entry(at, at);
        _queue.Enqueue(key, at);
        SweepIfWorthIt();
    }

    public void Drop(TKey key)
    {
        if (_entries.Remove(key))
        {
            SweepIfWorthIt();
        }
    }

    /// <summary>The first that is due by now, which then is due no more.</summary>
    public bool TryTake(DateTimeOffset now, out TKey key)
    {
        Settle();
        if (!_queue.TryPeek(out key!, out var at) || at > now)
        {
            return false;
        }

        _queue.Dequeue();
        _entries.Remove(key);
        return true;
    }

    public void Clear()
    {
        _queue.Clear();
        _entries.Clear();
    }

    /// <summary>Until the first of the queue is due when the queue says.</summary>
    private void Settle()
    {
        while (_queue.TryPeek(out var key, out var at))
        {
            if (!_entries.TryGetValue(key, out var entry) || entry.Queued != at)
            {
                _queue.Dequeue();
            }
            else if (entry.At > at)
            {
                _queue.DequeueEnqueue(key, entry.At);
                _entries[key] = new Entry(entry.At, entry.At);
            }
            else
            {
                return;
            }
        }
    }

    private void SweepIfWorthIt()
    {
        if (Queued <= (2 * Count) + Few)
        {
            return;
        }

        _queue.Clear();
        _queue.EnqueueRange(_entries.Select(e => (e.Key, e.Value.Queued)));
        _queue.TrimExcess();
        _entries.TrimExcess();
    }
}
