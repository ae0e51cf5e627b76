using System.Threading.Tasks;

namespace Notes.Tests;

[Group("policy")]
public static class TagAccessTests
{
    public static async Task A_reader_sees_tags_but_does_not_change_them(Running service)
    {
        await service.CallAsync("POST", "/notes", "writer", """{"text":"buy milk"}""");
        var (refused, _) = await service.CallAsync("PUT", "/notes/1/tags/shopping", "reader");
        var (seen, body) = await service.CallAsync("GET", "/notes/1/tags", "reader");
        Check.That(refused == 403 && seen == 200 && body == "[]", $"{refused} {seen} {body}");
    }
}
