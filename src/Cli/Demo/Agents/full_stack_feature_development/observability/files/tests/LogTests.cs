using System.Threading.Tasks;

namespace Notes.Tests;

[Group("log")]
public static class LogTests
{
    public static async Task Every_answer_is_counted(Running service)
    {
        await service.CallAsync("GET", "/health", "anyone");
        await service.CallAsync("GET", "/health", "anyone");
        await service.CallAsync("GET", "/notes", "anyone");
        Check.That(service.Server.Log.Count("/health", 200) == 2, "two answers of /health were not counted");
        Check.That(service.Server.Log.Count("/notes", 403) == 1, "a refusal was not counted");
    }
}
