using System.Collections.Generic;
using System.Linq;

namespace Notes;

public sealed class TagStore
{
    private readonly SortedSet<(int Note, string Tag)> _tags = [];

    public IReadOnlyList<string> Of(int note)
    {
        lock (_tags)
        {
            return _tags.Where(tag => tag.Note == note).Select(tag => tag.Tag).ToList();
        }
    }

    public IReadOnlyList<string> All()
    {
        lock (_tags)
        {
            return _tags.Select(tag => tag.Tag).Distinct().Order().ToList();
        }
    }

    public IReadOnlyList<string> Add(int note, string tag)
    {
        lock (_tags)
        {
            _tags.Add((note, tag));
            return Of(note);
        }
    }
}
