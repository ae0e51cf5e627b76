using Shouldly;
using Weft.Worker.Processes;

namespace Weft.Worker.Tests.Processes;

/// <summary>The worker itself dies by kill -9: here it is a process that only runs a command.</summary>
[Trait("Capability", "E1")]
public sealed class WatchdogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-dog-").FullName;

    [Fact(Timeout = 60_000)]
    public async Task the_command_of_a_killed_worker_does_not_go_on_for_ever()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var worker = Child.Start("run", _folder, "sleep 300 & setsid sleep 301 & echo running; while :; do sleep 1; done");
        (await worker.StandardOutput.ReadLineAsync(cancellation)).ShouldBe("running");
        var command = Marked();
        command.Count.ShouldBeGreaterThanOrEqualTo(3);

        worker.Kill();

        await worker.WaitForExitAsync(cancellation);
        while (Marked().Count > 0)
            cancellation.ThrowIfCancellationRequested();
        command.ShouldAllBe(id => ProcessTable.Read(id) == null || !ProcessTable.Read(id)!.IsAlive);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private List<int> Marked() =>
        [.. ProcessTable.Read().Where(entry => entry.IsAlive && ProcessTable.Carries(entry.Id, $"{Watchdog.Mark}={Path.GetFileName(_folder)}")).Select(entry => entry.Id)];
}
