using Shouldly;

namespace Weft.Integration.Tests.Door;

/// <summary>Waits for the thing itself; the limit only ends a test that would never end.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> happened, double seconds = 30)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await happened())
        {
            limit.IsCancellationRequested.ShouldBeFalse("it did not happen in time");
            await Task.Delay(20, Node.Cancellation);
        }
    }
}
