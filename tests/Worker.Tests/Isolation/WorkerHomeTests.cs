using Shouldly;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tests.Isolation;

[Trait("Capability", "E1")]
public sealed class WorkerHomeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-home-").FullName;

    [Fact]
    public void two_workers_never_share_a_home()
    {
        using (WorkerHome.Open(_folder))
            Should.Throw<HomeInUseException>(() => WorkerHome.Open(_folder)).Message.ShouldContain(_folder);

        WorkerHome.Open(_folder).Dispose();
    }

    [Fact]
    public void what_a_killed_worker_left_goes_and_what_failed_stays()
    {
        using (var home = WorkerHome.Open(_folder))
        {
            home.FolderOf("killed", 1).Create();
            var failed = home.FolderOf("failed", 1);
            failed.Create();
            failed.Keep("exit code 1").ShouldBe(failed.Root);
        }

        using var next = WorkerHome.Open(_folder);

        Directory.Exists(next.FolderOf("killed", 1).Root).ShouldBeFalse();
        next.FolderOf("failed", 1).IsKept.ShouldBeTrue();
    }

    [Fact]
    public void only_the_newest_failures_are_kept()
    {
        using (var home = WorkerHome.Open(_folder))
        {
            for (var i = 0; i < 25; i++)
            {
                var failed = home.FolderOf($"failed-{i}", 1);
                failed.Create();
                failed.Keep("x");
                File.SetLastWriteTimeUtc(Path.Combine(failed.Root, "kept"), new DateTime(2026, 1, 1, 0, i, 0, DateTimeKind.Utc));
            }
        }

        using var next = WorkerHome.Open(_folder);

        Directory.GetDirectories(next.Tasks).Length.ShouldBe(20);
        next.FolderOf("failed-24", 1).IsKept.ShouldBeTrue();
        next.FolderOf("failed-0", 1).IsKept.ShouldBeFalse();
    }

    [Fact]
    public void a_home_is_nobody_elses_to_read_and_a_hostile_task_name_stays_inside()
    {
        using var home = WorkerHome.Open(Path.Combine(_folder, "new"));

        File.GetUnixFileMode(home.Tasks).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Path.GetDirectoryName(home.FolderOf("../../etc", 1).Root).ShouldBe(home.Tasks);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
