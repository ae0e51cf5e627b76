using CsCheck;
using Shouldly;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tests.Isolation;

[Trait("Capability", "E1")]
public sealed class ContainedPathTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("weft-path-").FullName;

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share")]
    [InlineData("C:\\Windows")]
    [InlineData("c:relative")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\..\\b")]
    [InlineData("nul\0byte")]
    [InlineData("line\nbreak")]
    [InlineData("CON")]
    [InlineData("a/lpt1.txt")]
    [InlineData("COM1 .log")]
    [InlineData("aux.tar.gz")]
    [InlineData("trailing.")]
    [InlineData("trailing ")]
    [InlineData("file.txt:stream")]
    [InlineData("what?")]
    [InlineData(".git")]
    [InlineData("a/.GIT/config")]
    [InlineData(".g\u200cit/hooks/x")]
    [InlineData("GIT~1/config")]
    public void a_name_that_leaves_its_folder_or_is_special_anywhere_is_refused(string path)
    {
        ContainedPath.Refusal(path).ShouldNotBeNull();
        Should.Throw<PathRefusedException>(() => ContainedPath.Resolve(_root, path));
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("deep/er/file.tar.gz")]
    [InlineData(".gitignore")]
    [InlineData("..hidden")]
    [InlineData("console")]
    [InlineData("über/naïve 文件.txt")]
    [InlineData("😀.md")]
    public void an_ordinary_name_is_resolved_below_its_folder(string path)
    {
        ContainedPath.Resolve(_root, path).ShouldBe(Path.Combine([_root, .. path.Split('/')]));
    }

    [Fact]
    public void a_lone_half_of_a_character_is_refused()
    {
        ContainedPath.Refusal("a\ud83d.txt").ShouldNotBeNull();
    }

    [Fact]
    public void a_link_on_the_way_is_refused_wherever_it_points_and_even_when_it_points_nowhere()
    {
        Directory.CreateDirectory(Path.Combine(_root, "real"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "out"), "/etc");
        Directory.CreateSymbolicLink(Path.Combine(_root, "in"), Path.Combine(_root, "real"));
        File.CreateSymbolicLink(Path.Combine(_root, "real", "dangling"), "/nowhere/at/all");

        foreach (var path in new[] { "out/passwd", "out", "in/new.txt", "real/dangling" })
            Should.Throw<PathRefusedException>(() => ContainedPath.Resolve(_root, path)).Reason.ShouldContain("link");
        ContainedPath.Resolve(_root, "real/new.txt").ShouldBe(Path.Combine(_root, "real", "new.txt"));
    }

    [Fact]
    public void whatever_the_name_is_the_answer_is_below_the_folder_or_a_refusal()
    {
        var part = Gen.OneOfConst("..", ".", "", "a", "b ", "/", "\\", "C:", "\0", ".git", "nul", "~", "ü", "a/b");
        Gen.Select(part.Array[1, 6], Gen.Bool).Sample((parts, slashes) =>
        {
            var path = string.Join(slashes ? "/" : "", parts);
            if (ContainedPath.Refusal(path) is not null)
                return;
            ContainedPath.Resolve(_root, path).ShouldStartWith(_root + Path.DirectorySeparatorChar);
        });
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
