using System.Linq.Expressions;
using Marten;

namespace Weft.Projections;

/// <summary>The rows of one type that a batch of events touches: loaded in bulk, changed in memory, written once at the end.</summary>
internal sealed class Rows<T>(IDocumentOperations session, CancellationToken cancellation)
    where T : class, IRow
{
    private readonly Dictionary<string, T?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>Loads in one statement what the batch is going to ask for.</summary>
    public async Task LoadAsync(IEnumerable<string> ids)
    {
        var missing = ids.Where(id => !_known.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        foreach (var id in missing)
        {
            _known[id] = null;
        }

        foreach (var row in await session.LoadManyAsync<T>(cancellation, missing).ConfigureAwait(false))
        {
            _known[row.Id] = row;
        }
    }

    /// <summary>What has been loaded or put; no look into the store.</summary>
    public T? Peek(string id) => _known.GetValueOrDefault(id);

    public async ValueTask<T?> FindAsync(string id)
    {
        if (!_known.TryGetValue(id, out var row))
        {
            await LoadAsync([id]).ConfigureAwait(false);
            row = _known[id];
        }

        return row;
    }

    public async ValueTask<T> GetAsync(string id) =>
        await FindAsync(id).ConfigureAwait(false) ?? throw new InvalidOperationException($"There is no {typeof(T).Name} '{id}': the events before it are missing.");

    /// <summary>All rows that fulfil a condition, as they are now: stored ones overlaid with what this batch has changed.</summary>
    public async Task<IReadOnlyList<T>> WhereAsync(Expression<Func<T, bool>> stored, Func<T, bool> now)
    {
        foreach (var row in await session.Query<T>().Where(stored).ToListAsync(cancellation).ConfigureAwait(false))
        {
            _known.TryAdd(row.Id, row);
        }

        return [.. _known.Values.OfType<T>().Where(now).OrderBy(r => r.Id, StringComparer.Ordinal)];
    }

    public IEnumerable<T> Known => _known.Values.OfType<T>();

    /// <summary>A row that cannot be stored yet: no need to look.</summary>
    public void New(string id) => _known.TryAdd(id, null);

    public void Put(T row)
    {
        _known[row.Id] = row;
        _changed.Add(row.Id);
    }

    public void Save()
    {
        if (_changed.Count > 0)
        {
            RowWriter.For<T>(session).Write(session, [.. _changed.Order(StringComparer.Ordinal).Select(id => _known[id]!)]);
        }
    }
}
