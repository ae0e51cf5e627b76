using Shouldly;

namespace Weft.Integration.Tests.Door;

/// <summary>Waits for the thing itself; the limit only ends a test that would never end.</summary>
internal static class Eventually
{
    /// <param name="found">what there is instead, for the message</param>
    public static async Task TrueAsync(Func<Task<bool>> happened, double seconds = 30, Func<Task<object?>>? found = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await happened())
        {
            if (limit.IsCancellationRequested)
            {
                throw new ShouldAssertException($"It did not happen in {seconds} s. {(found is null ? null : await found())}");
            }

            await Task.Delay(20, Node.Cancellation);
        }
    }
}
