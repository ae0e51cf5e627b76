using System.Collections.Concurrent;
using System.Globalization;
using Shouldly;
using Weft.Worker.Processes;

namespace Weft.Worker.Tests.Processes;

[Trait("Capability", "E1")]
public sealed class CommandRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-run-").FullName;
    private readonly ConcurrentQueue<OutputLine> _lines = new();
    private readonly CommandRunner _runner = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_command_runs_in_its_folder_and_its_lines_and_exit_code_come_back()
    {
        var result = await RunAsync("pwd; echo to error >&2; printf 'no line end'; exit 7");

        result.Ending.ShouldBe(CommandEnding.Exited);
        result.ExitCode.ShouldBe(7);
        Lines(OutputKind.Output).ShouldBe([_folder, "no line end"]);
        Lines(OutputKind.Error).ShouldBe(["to error"]);
    }

    [Fact]
    public async Task a_command_that_a_signal_ended_says_so_in_its_exit_code()
    {
        (await RunAsync("kill -KILL $$")).ExitCode.ShouldBe(137);
        (await RunAsync("kill -PIPE $$")).ExitCode.ShouldBe(141);
    }

    [Fact]
    public async Task a_command_gets_the_given_environment_only_and_reads_nothing()
    {
        await RunAsync("env | sort; cat");

        Lines(OutputKind.Output).Select(line => line.Split('=')[0]).Except(["PATH", "GREETING", "PWD", "OLDPWD", "SHLVL", "_", Watchdog.Mark]).ShouldBeEmpty();
        Lines(OutputKind.Output).ShouldContain("GREETING=grüß dich");
    }

    [Fact]
    public async Task the_pipe_to_the_watchdog_is_not_the_commands()
    {
        await RunAsync("readlink /proc/$$/fd/3 || echo free; readlink /proc/$$/fd/0");

        Lines(OutputKind.Output).ShouldBe(["free", "/dev/null"]);
    }

    [Fact]
    public async Task nothing_that_a_command_started_survives_it()
    {
        await RunAsync("sleep 300 & setsid sleep 301 & (setsid sh -c 'sleep 302 & echo $! >> pids; sleep 303' &) ; echo $! > pids2; jobs -p >> pids; until test $(wc -l < pids) -ge 2; do :; done");

        Marked().ShouldBeEmpty();
        foreach (var pid in File.ReadAllLines(Path.Combine(_folder, "pids")))
            IsAlive(int.Parse(pid, CultureInfo.InvariantCulture)).ShouldBeFalse();
    }

    [Fact]
    public async Task a_command_that_is_too_slow_is_asked_and_then_made_to_end_with_all_its_children()
    {
        var result = await RunAsync("trap '' TERM; sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1; done' & wait", timeOut: 1, grace: 1);

        result.Ending.ShouldBe(CommandEnding.TimedOut);
        result.ExitCode.ShouldBe(137);
        Marked().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_command_that_is_asked_to_end_may_save_its_work_first()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = _runner.RunAsync(
            Request("sh -c 'trap \"echo saved > saved; exit 0\" TERM; echo ready; while :; do sleep 0.05; done'; true", 60, 30),
            line =>
            {
                if (line.Text == "ready")
                    stop.Cancel();
            },
            null,
            stop.Token);

        (await running).Ending.ShouldBe(CommandEnding.Stopped);
        File.ReadAllText(Path.Combine(_folder, "saved")).ShouldBe("saved\n");
        Marked().ShouldBeEmpty();
    }

    [Fact]
    public async Task long_lines_are_cut_and_endless_output_is_bounded()
    {
        var result = await RunAsync("head -c 20000 /dev/zero | tr '\\0' x; echo; head -c 9000000 /dev/zero; exit 3");

        result.ExitCode.ShouldBe(3);
        result.DroppedOutputBytes.ShouldBeGreaterThan(4_000_000);
        Lines(OutputKind.Output)[0].ShouldBe(new string('x', 8192) + " … (11808 bytes more)");
        Lines(OutputKind.Output).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_command_that_does_not_exist_is_an_exit_code_and_not_a_fault()
    {
        (await RunAsync("no-such-program-at-all")).ExitCode.ShouldBe(127);
    }

    [Fact]
    [Trait("Capability", "Y9-Y12")]
    public async Task what_a_command_and_its_children_use_is_reported_from_the_operating_system()
    {
        // A child that works, a grandchild that holds memory, and bytes that are forced out to the disk.
        var result = await RunAsync(
            "sh -c 'i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done'; dd if=/dev/zero of=block bs=64k count=64 conv=fsync 2>/dev/null; head -c 60000000 /dev/zero | tail -c 50000000 > /dev/null");

        result.Usage.CpuMs.ShouldBeGreaterThan(50);
        result.Usage.DurationMs.ShouldBeGreaterThan(50);
        result.Usage.PeakMemoryBytes.ShouldNotBeNull().ShouldBeGreaterThan(20_000_000);
        result.Usage.Samples.ShouldNotBeEmpty();
        if (OperatingSystem.IsLinux() && !IsInMemory(_folder))
            result.Usage.WriteBytes.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(4_000_000);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CommandResult> RunAsync(string command, int timeOut = 60, int grace = 5) =>
        _runner.RunAsync(Request(command, timeOut, grace), _lines.Enqueue, null, Cancellation);

    private CommandRequest Request(string command, int timeOut, int grace) =>
        new(command, _folder, new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["GREETING"] = "grüß dich" }, Path.GetFileName(_folder))
        {
            TimeOut = TimeSpan.FromSeconds(timeOut),
            Grace = TimeSpan.FromSeconds(grace),
            SampleEvery = TimeSpan.FromMilliseconds(50),
        };

    private List<string> Lines(OutputKind kind) => [.. _lines.Where(line => line.Kind == kind).Select(line => line.Text)];

    private List<int> Marked() =>
        [.. ProcessTable.Read().Where(entry => entry.IsAlive && ProcessTable.Carries(entry.Id, $"{Watchdog.Mark}={Path.GetFileName(_folder)}")).Select(entry => entry.Id)];

    private static bool IsAlive(int id) => ProcessTable.Read(id)?.IsAlive == true;

    private static bool IsInMemory(string folder) =>
        new DriveInfo(folder).DriveFormat is "tmpfs" or "ramfs" or "overlay" or "overlayfs";
}
