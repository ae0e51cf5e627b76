using System.Collections.Generic;
using System.Linq;

namespace Notes;

public sealed record Note(int Id, string Text);

public sealed class Store
{
    private readonly SortedDictionary<int, Note> _notes = [];

    public IReadOnlyList<Note> List()
    {
        lock (_notes)
        {
            return _notes.Values.ToList();
        }
    }

    public Note? Get(int id)
    {
        lock (_notes)
        {
            return _notes.GetValueOrDefault(id);
        }
    }

    public Note Add(string text)
    {
        lock (_notes)
        {
            var note = new Note(_notes.Count + 1, text);
            _notes.Add(note.Id, note);
            return note;
        }
    }
}
