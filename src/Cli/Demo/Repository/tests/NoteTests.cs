using System.Threading.Tasks;

namespace Notes.Tests;

[Group("behaviour")]
public static class NoteTests
{
    public static async Task A_note_that_was_made_can_be_read(Running service)
    {
        await service.CallAsync("POST", "/notes", "writer", """{"text":"buy \"milk\""}""");
        var (status, body) = await service.CallAsync("GET", "/notes/1", "reader");
        Check.That(status == 200 && body.Contains("milk"), $"{status} {body}");
    }

    public static async Task An_unknown_note_is_not_found(Running service)
    {
        var (status, _) = await service.CallAsync("GET", "/notes/17", "reader");
        Check.That(status == 404, $"it answered {status}");
    }
}
