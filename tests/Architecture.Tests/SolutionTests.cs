using Shouldly;
using Xunit;

namespace Weft.Architecture.Tests;

public sealed class SolutionTests
{
    [Fact]
    public void every_project_is_in_the_solution()
    {
        var solution = Repository.Read("EventSourced.sln").Replace('\\', '/');
        Project.Sources.Concat(Project.Tests).Where(p => !solution.Contains($"\"{p.Path}\"", StringComparison.Ordinal)).Select(p => p.Path)
            .ShouldBeEmpty("such a project is neither built nor tested by the commands of the README");
    }

    [Fact]
    public void every_folder_of_tests_is_run_by_dotnet_test() =>
        Project.Tests.Where(p => p.Name.EndsWith(".Tests", StringComparison.Ordinal) && !p.Packages.Contains("xunit.v3")).Select(p => p.Path).ShouldBeEmpty();

    [Fact]
    public void no_test_is_skipped_by_a_word_in_its_attribute() =>
        Repository.Files("tests", "*.cs")
            .Where(f => !f.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal))
            .Where(f => Repository.Read(f).Contains("Skip = \"", StringComparison.Ordinal))
            .ShouldBeEmpty("a test that cannot run here says why with Assert.Skip, or fails");

    [Fact]
    public void versions_of_packages_stand_in_one_place() =>
        Project.Sources.Concat(Project.Tests).Where(p => Repository.Read(p.Path).Contains("VersionOverride", StringComparison.Ordinal)).Select(p => p.Path).ShouldBeEmpty();
}
