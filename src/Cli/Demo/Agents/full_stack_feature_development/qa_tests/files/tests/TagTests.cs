using System.Threading.Tasks;

namespace Notes.Tests;

[Group("behaviour")]
public static class TagTests
{
    public static async Task A_note_keeps_its_tags_once_and_in_order(Running service)
    {
        await service.CallAsync("POST", "/notes", "writer", """{"text":"buy milk"}""");
        await service.CallAsync("PUT", "/notes/1/tags/shopping", "writer");
        await service.CallAsync("PUT", "/notes/1/tags/home", "writer");
        await service.CallAsync("PUT", "/notes/1/tags/shopping", "writer");
        var (status, body) = await service.CallAsync("GET", "/notes/1/tags", "reader");
        Check.That(status == 200 && body == """["home","shopping"]""", $"{status} {body}");
    }

    public static async Task An_unknown_note_cannot_be_tagged(Running service)
    {
        var (status, _) = await service.CallAsync("PUT", "/notes/17/tags/home", "writer");
        Check.That(status == 404, $"it answered {status}");
    }
}
