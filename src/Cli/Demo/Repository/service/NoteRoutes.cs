using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Notes;

public static class NoteRoutes
{
    public static IEnumerable<Route> Of(Store store) =>
    [
        new("GET", "/notes", "listNotes", call => new(200, Shown(store.List()))),
        new("POST", "/notes", "createNote", call => new(201, Shown(store.Add((string)JsonNode.Parse(call.Body)!["text"]!)))),
        new("GET", "/notes/{id}", "getNote", call => Find(store, call) is { } note ? new(200, Shown(note)) : Answer.NotFound),
    ];

    public static Note? Find(Store store, Call call) =>
        int.TryParse(call.Values["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? store.Get(id) : null;

    private static string Shown(IEnumerable<Note> notes) => $"[{string.Join(',', notes.Select(Shown))}]";

    private static string Shown(Note note) => $$"""{"id":{{note.Id}},"text":{{JsonValue.Create(note.Text)!.ToJsonString()}}}""";
}
