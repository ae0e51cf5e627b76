using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Notes;

public static class TagRoutes
{
    public static IEnumerable<Route> Of(Store store, TagStore tags) =>
    [
        new("GET", "/notes/{id}/tags", "listTagsOfNote", call => NoteRoutes.Find(store, call) is { } note ? Shown(tags.Of(note.Id)) : Answer.NotFound),
        new("PUT", "/notes/{id}/tags/{tag}", "tagNote", call => NoteRoutes.Find(store, call) is { } note ? Shown(tags.Add(note.Id, call.Values["tag"])) : Answer.NotFound),
        new("GET", "/tags", "listTags", _ => Shown(tags.All())),
    ];

    private static Answer Shown(IEnumerable<string> tags) => new(200, $"[{string.Join(',', tags.Select(tag => JsonValue.Create(tag)!.ToJsonString()))}]");
}
