using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace Weft.Architecture.Tests;

public sealed class NameTests
{
    private static readonly string[] Nothings =
        ["Base", "Common", "Core", "Helper", "Helpers", "Manager", "Managers", "Misc", "Model", "Models", "Service", "Services", "Shared", "Util", "Utils"];

    /// <summary>Files that hold a family of small records or are a part of a type are named after the family.</summary>
    private static readonly string[] Families = ["Commands", "Events", "Facts", "Rules", "Views"];

    [Fact]
    public void a_folder_says_what_it_is_about() =>
        Repository.Folders("src").Concat(Repository.Folders("tests")).Where(f => f.Split('/').Intersect(Nothings).Any()).ShouldBeEmpty();

    [Fact]
    public void a_type_says_what_it_is() =>
        SourceFile.All.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(f => f.Types())
            .Where(t => t.EndsWith("Helper", StringComparison.Ordinal) || t.EndsWith("Manager", StringComparison.Ordinal) || t.EndsWith("Util", StringComparison.Ordinal) || t.EndsWith("Utils", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void a_file_with_one_type_has_its_name() =>
        SourceFile.All
            .Where(f => TopTypes(f) is [var only] && !IsNamedAfter(f, only))
            .Select(f => $"{f.Path} holds {TopTypes(f)[0]}")
            .ShouldBeEmpty();

    [Fact]
    public void a_file_with_several_types_is_named_after_one_or_after_their_family() =>
        SourceFile.All
            .Where(f => !f.Path.StartsWith("src/Contracts/", StringComparison.Ordinal) && TopTypes(f) is { Length: > 1 } types && !types.Any(t => IsNamedAfter(f, t)) && !IsQuery(f))
            .Where(f => !Families.Any(family => f.Name.EndsWith(family, StringComparison.Ordinal)))
            .Select(f => f.Path)
            .Except(NamedOtherwise)
            .ShouldBeEmpty();

    [Fact]
    public void a_namespace_is_the_path_of_its_folder() =>
        SourceFile.All
            .Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(f => f.Syntax.Members.OfType<BaseNamespaceDeclarationSyntax>().Select(n => (f.Path, Name: n.Name.ToString())))
            .Where(n => n.Name != "Weft." + string.Join('.', n.Path.Split('/')[1..^1]))
            .Select(n => $"{n.Path}: {n.Name}")
            .ShouldBeEmpty();

    /// <summary>Named after what they hold together; may only become fewer.</summary>
    private static readonly string[] NamedOtherwise =
    [
        "src/Api/Health/Health.cs",
        "src/Application/Coordination/Claim.cs",
        "src/Domain/Audit/CanonicalConverters.cs",
        "src/Domain/Metrics/Usage.cs",
        "src/Domain/Workflows/Definition.cs",
    ];

    /// <summary>An endpoint's file has the name of its verb: StartTask.cs holds StartTaskEndpoint.</summary>
    private static bool IsNamedAfter(SourceFile file, string type) =>
        file.Name.Split('.')[0] is var name && (type == name || type == name + "Endpoint" || type == name + "Attribute");

    /// <summary>GetTasks.cs: the list, the one and what hangs on it, each with its endpoint.</summary>
    private static bool IsQuery(SourceFile file) => file.Project == "src/Api" && file.Name.StartsWith("Get", StringComparison.Ordinal);

    private static string[] TopTypes(SourceFile file) =>
        [.. file.Syntax.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(n => n.Members)
            .Select(m => (m as BaseTypeDeclarationSyntax)?.Identifier.Text ?? (m as DelegateDeclarationSyntax)?.Identifier.Text).OfType<string>().Distinct()];
}
