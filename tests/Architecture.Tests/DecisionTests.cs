using Shouldly;
using Weft.Application.EventStore;
using Xunit;

namespace Weft.Architecture.Tests;

/// <summary>Decisions of docs/adr that no other test holds down.</summary>
public sealed class DecisionTests
{
    [Fact]
    public void projections_are_distributed_by_wolverine_and_never_by_martens_own_lock()
    {
        SourceFile.All.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal) && f.Syntax.ToString().Contains("HotCold", StringComparison.Ordinal)).Select(f => f.Path).ShouldBeEmpty();
        Repository.Read("Directory.Build.props").ShouldContain("PrunePackageReference Include=\"Patched.DistributedLock.Core\"");
    }

    [Fact]
    public void read_models_and_the_door_spell_the_streams_alike()
    {
        var spelt = SourceFile.All.Single(f => f.Path == "src/Projections/Streams.cs").Syntax.DescendantTokens().Select(t => t.Value).OfType<string>().Where(t => t.EndsWith('-'));
        spelt.Select(p => p.TrimEnd('-')).Except(Streams.All.Select(k => k.Prefix)).ShouldBeEmpty();
    }

    [Fact]
    public void sagas_append_nothing_and_stay_small() =>
        SourceFile.All.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal))
            .Where(f => f.Syntax.DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>()
                .Any(t => t.BaseList?.Types.Any(b => b.Type.ToString() == "Saga") == true))
            .Where(f => f.Lines > 120 || f.Syntax.ToString().Contains("IDocumentSession", StringComparison.Ordinal))
            .Select(f => f.Path).ShouldBeEmpty("a saga routes: a fact in, a command out");
}
