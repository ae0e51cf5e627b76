using System.Reflection;
using Shouldly;
using Xunit;

namespace Weft.Architecture.Tests;

/// <summary>The dependency rule: Api → Application and Projections → Domain; Worker → Client → Contracts.</summary>
public sealed class LayerTests
{
    /// <summary>What each project may refer to, and nothing else. A project that isn't here may not exist.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Api"] = ["Application", "Contracts", "Projections"],
        ["Application"] = ["Contracts", "Domain"],
        ["Cli"] = ["Api", "Client", "Embedded", "Worker"],
        ["Client"] = ["Contracts"],
        ["Contracts"] = [],
        ["Domain"] = [],
        ["Embedded"] = [],
        ["Projections"] = ["Domain"],
        ["Worker"] = ["Client"],
    };

    public static TheoryData<string> Projects => [.. Project.Sources.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void a_project_refers_only_to_the_layers_below_it(string name)
    {
        Allowed.Keys.ShouldContain(name, $"src/{name} has no row in the dependency rule");
        Project.Sources.Single(p => p.Name == name).Projects.Except(Allowed[name])
            .ShouldBeEmpty($"{name} may refer to {string.Join(", ", Allowed[name])} only");
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Contracts")]
    public void domain_and_contracts_stand_on_the_base_library_alone(string name)
    {
        Project.Sources.Single(p => p.Name == name).Packages.ShouldBeEmpty();
        References($"Weft.{name}").Where(a => !a.StartsWith("System.", StringComparison.Ordinal) && a != "mscorlib" && a != "netstandard").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void an_assembly_uses_only_what_its_project_may_reach(string name)
    {
        var project = Project.Sources.Single(p => p.Name == name);
        References(name == "Cli" ? "weft" : $"Weft.{name}")
            .Where(a => a.StartsWith("Weft.", StringComparison.Ordinal))
            .Select(a => a["Weft.".Length..])
            .Except(project.Reach())
            .ShouldBeEmpty();
    }

    [Fact]
    public void an_agent_carries_nothing_of_the_server() =>
        Project.Sources.Single(p => p.Name == "Worker").Reach().ShouldBe(["Client", "Contracts"], ignoreOrder: true);

    [Fact]
    public void the_store_is_known_to_application_and_projections_and_web_to_api_alone()
    {
        foreach (var project in Project.Sources)
        {
            var packages = project.Packages;
            if (project.Name is not ("Application" or "Projections" or "Api"))
            {
                packages.Where(p => p.StartsWith("Marten", StringComparison.Ordinal) || p.StartsWith("WolverineFx", StringComparison.Ordinal))
                    .ShouldBeEmpty($"{project.Name} knows the store");
            }

            if (project.Name != "Api")
            {
                packages.Where(p => p.Contains("Http.Marten", StringComparison.Ordinal) || p.Contains("AspNetCore", StringComparison.Ordinal))
                    .ShouldBeEmpty($"{project.Name} knows HTTP endpoints");
            }
        }
    }

    private static IEnumerable<string> References(string assembly) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(a => a.Name!);
}
