namespace Weft.Domain.Planning;

/// <summary>What cannot be done because something before it cannot, through any number of steps.</summary>
public static class Hanging
{
    /// <param name="roots">cannot be done of themselves</param>
    /// <param name="nodes">everything that is still to be done, with what each needs</param>
    /// <returns>for each that hangs on a root, without the roots: the nearest one, of several the first by name</returns>
    public static IReadOnlyDictionary<string, string> On(IEnumerable<string> roots, IEnumerable<(string Name, IEnumerable<string> Needs)> nodes)
    {
        var dependents = nodes.SelectMany(n => n.Needs, (n, need) => (Need: need, n.Name)).ToLookup(x => x.Need, x => x.Name, StringComparer.Ordinal);
        var own = roots.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal).ToList();
        var found = own.ToDictionary(r => r, r => r, StringComparer.Ordinal);
        var ahead = new Queue<string>(own);
        while (ahead.TryDequeue(out var name))
        {
            foreach (var dependent in dependents[name])
            {
                if (found.TryAdd(dependent, found[name]))
                {
                    ahead.Enqueue(dependent);
                }
            }
        }

        foreach (var root in own)
        {
            found.Remove(root);
        }

        return found;
    }
}
