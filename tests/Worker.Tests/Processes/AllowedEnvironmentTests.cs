using System.Collections;
using Shouldly;
using Weft.Worker.Processes;

namespace Weft.Worker.Tests.Processes;

[Trait("Capability", "E1")]
public sealed class AllowedEnvironmentTests
{
    private static readonly Hashtable Worker = new()
    {
        ["PATH"] = "/bin",
        ["HOME"] = "/home/ada",
        ["LC_ALL"] = "C.UTF-8",
        ["WEFT_KEY"] = "secret",
        ["WEFT_URL"] = "http://localhost:5080",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
        ["GITHUB_TOKEN"] = "secret",
        ["DOTNET_STARTUP_HOOKS"] = "/tmp/hook.dll",
        ["LD_PRELOAD"] = "/tmp/x.so",
        ["MODEL_KEY"] = "passed",
    };

    [Fact]
    public void only_what_is_on_the_list_is_passed_on()
    {
        var seen = new AllowedEnvironment([]).For(Worker, new Dictionary<string, string> { ["WEFT_TASK_ID"] = "t" });

        seen.Keys.Order(StringComparer.Ordinal).ShouldBe(["HOME", "LC_ALL", "PATH", "WEFT_TASK_ID"]);
    }

    [Fact]
    public void a_name_that_the_person_adds_is_passed_on()
    {
        new AllowedEnvironment(["MODEL_KEY"]).For(Worker, new Dictionary<string, string>())["MODEL_KEY"].ShouldBe("passed");
    }

    [Theory]
    [InlineData("WEFT_KEY")]
    [InlineData("weft_key")]
    [InlineData("A=B")]
    [InlineData("")]
    public void the_workers_own_variables_and_impossible_names_are_refused(string name)
    {
        Should.Throw<ArgumentException>(() => new AllowedEnvironment([name]));
    }

    [Fact]
    public void what_the_task_says_wins()
    {
        new AllowedEnvironment([]).For(Worker, new Dictionary<string, string> { ["HOME"] = "/task" })["HOME"].ShouldBe("/task");
    }
}
