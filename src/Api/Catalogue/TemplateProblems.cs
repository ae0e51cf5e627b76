using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Weft.Api.Coordination;
using Weft.Application.Templates;
using Weft.Contracts;
using Weft.Domain;

namespace Weft.Api.Catalogue;

/// <summary>Everything that is wrong with a template, each with its place; the problem's type is that of the first.</summary>
internal static class TemplateProblems
{
    public static ProblemDetails Of(string name, ImmutableArray<TemplateIssue> issues)
    {
        var first = issues[0];
        var place = first.Path is { } path ? $" at {path}" : "";
        var line = first.Line is { } number ? FormattableString.Invariant($", line {number}") : "";
        var problem = Problems.Of(Rejection.Because(first.Code, $"Template '{name}': {first.Message}{place}{line}.", ("template", name)));
        problem.Extensions["issues"] = issues.Select(i => new TemplateFault(i.Code, i.Message, i.Line, i.Column, i.Path)).ToArray();
        return problem;
    }
}
