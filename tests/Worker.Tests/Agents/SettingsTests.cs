using Shouldly;
using Weft.Contracts;
using Weft.Worker.Agents;

namespace Weft.Worker.Tests.Agents;

[Trait("Capability", "J1")]
public sealed class SettingsTests
{
    [Fact]
    public void skills_are_names_with_levels()
    {
        SkillSyntax.Parse("csharp=0.8, react").ShouldBe([new SkillLevel("csharp", 0.8), new SkillLevel("react", 1)]);
        SkillSyntax.Parse("").ShouldBeEmpty();
        SkillSyntax.Parse(null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("csharp=1.1")]
    [InlineData("csharp=-1")]
    [InlineData("csharp=0=1")]
    [InlineData("csharp=high")]
    [InlineData("=1")]
    [InlineData("a,a=0.5")]
    public void a_wrong_skill_is_named(string text) => Should.Throw<FormatException>(() => SkillSyntax.Parse(text)).Message.ShouldContain("'");

    [Fact]
    public void every_wrong_setting_is_named_at_once()
    {
        var problems = (Right() with { Url = "ftp://x", Key = "", Id = "Ada", Tier = "king", Capacity = 0, PassEnv = ["WEFT_KEY"], Repository = "-x" }).Problems();
        problems.Select(problem => problem.Split(':')[0]).ShouldBe(["url", "key", "id", "tier", "capacity", "repo", "pass-env"]);
        Right().Problems().ShouldBeEmpty();
    }

    [Fact]
    public void the_key_is_in_no_text_about_the_settings() => Right().ToString().ShouldNotContain("weft_secret");

    private static AgentSettings Right() => new() { Url = "http://127.0.0.1:1", Key = "weft_secret", Workspace = "main", Id = "ada", Home = "home" };
}
