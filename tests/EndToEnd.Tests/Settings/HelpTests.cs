using Shouldly;

namespace Weft.EndToEnd.Tests.Settings;

[Trait("Capability", "Z10")]
public sealed class HelpTests
{
    [Fact]
    public async Task Help_is_given_for_all_and_for_one_command()
    {
        (await WeftProcess.RunAsync(["help"])).ShouldBe(await WeftProcess.RunAsync(["--help"]));
        var run = await WeftProcess.RunAsync(["help", "run"]);
        run.ShouldBe(await WeftProcess.RunAsync(["run", "--help"]));
        (run.ExitCode, run.Errors).ShouldBe((0, ""));
        run.Output.ShouldContain("--exec");
        var unknown = await WeftProcess.RunAsync(["help", "runn"]);
        (unknown.ExitCode, unknown.Output).ShouldBe((2, ""));
        unknown.Errors.ShouldContain("'runn'");
    }
}
