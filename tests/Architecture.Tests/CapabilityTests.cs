using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Shouldly;
using Xunit;

namespace Weft.Architecture.Tests;

/// <summary>
/// Folders are capabilities. Which one may use which stands in capabilities.txt, as the compiled types show it: a new line there is a
/// decision to be seen in a review, not something that happens.
/// </summary>
public sealed class CapabilityTests
{
    private static readonly ArchUnitNET.Domain.Architecture Code = new ArchLoader()
        .LoadAssemblies([.. new[] { "Application", "Domain", "Projections", "Worker" }.Select(p => System.Reflection.Assembly.Load("Weft." + p))])
        .Build();

    public static TheoryData<string> Layers => ["Application", "Domain", "Projections", "Worker"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void a_capability_uses_only_the_capabilities_that_it_declares(string layer)
    {
        var declared = Declared();
        var found = Uses(layer);
        found.Except(declared).ShouldBeEmpty("across capabilities only events and ids travel; a real need is a line in tests/Architecture.Tests/capabilities.txt");
        declared.Where(u => u.StartsWith(layer + "/", StringComparison.Ordinal)).Except(found).ShouldBeEmpty("no longer used: remove the line");
    }

    [Fact]
    public void the_capabilities_of_the_domain_have_no_cycle()
    {
        var uses = Uses("Domain").Select(u => u.Split(" -> ")).ToLookup(u => u[0]["Domain/".Length..], u => u[1]);
        foreach (var start in uses.Select(u => u.Key))
        {
            Reach(uses, start, []).ShouldNotContain(start, $"Domain/{start} uses itself through others");
        }
    }

    private static HashSet<string> Reach(ILookup<string, string> uses, string from, HashSet<string> seen)
    {
        foreach (var next in uses[from].Where(seen.Add))
        {
            Reach(uses, next, seen);
        }

        return seen;
    }

    /// <summary><c>Domain/Conflicts -> Workflows</c>, from the dependencies of compiled types.</summary>
    private static HashSet<string> Uses(string layer)
    {
        var prefix = $"Weft.{layer}.";
        return [.. Code.Types
            .Where(t => CapabilityOf(t, prefix) is not null)
            .SelectMany(t => t.Dependencies.Select(d => (From: CapabilityOf(t, prefix)!, To: CapabilityOf(d.Target, prefix))))
            .Where(d => d.To is not null && d.To != d.From)
            .Select(d => $"{layer}/{d.From} -> {d.To}")];
    }

    private static string? CapabilityOf(IType type, string prefix) =>
        type.Namespace?.FullName is { } space && space.StartsWith(prefix, StringComparison.Ordinal) ? space[prefix.Length..].Split('.')[0] : null;

    private static HashSet<string> Declared() =>
        [.. Repository.Read("tests/Architecture.Tests/capabilities.txt").Split('\n').Select(l => l.Trim()).Where(l => l.Contains(" -> ", StringComparison.Ordinal) && l[0] != '#')];
}
