using System.Threading.Tasks;

namespace Notes.Tests;

[Group("behaviour")]
public static class SearchTests
{
    public static async Task Notes_are_found_by_what_they_contain(Running service)
    {
        await service.CallAsync("POST", "/notes", "writer", """{"text":"buy milk"}""");
        await service.CallAsync("POST", "/notes", "writer", """{"text":"call home"}""");
        var (status, body) = await service.CallAsync("GET", "/notes?contains=milk", "reader");
        Check.That(status == 200 && body.Contains("buy milk") && !body.Contains("call home"), $"{status} {body}");
    }
}
