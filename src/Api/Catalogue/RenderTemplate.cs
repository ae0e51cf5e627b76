using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Catalogue;
using Weft.Application.Coordination;
using Weft.Application.Templates;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Catalogue;

public static class RenderTemplateEndpoint
{
    /// <summary>The text that a run would be made from. Nothing is stored.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/templates/{name}/render", OperationId = "renderTemplate"), Needs(Permission.Read)]
    public static async Task<Answer<RenderAnswer>> Post(string workspace, string name, RenderTemplateRequest body, HttpContext http, TemplateCatalogue catalogue, Mailboxes workspaces)
    {
        if (!await workspaces.ExistsAsync(workspace, http.RequestAborted))
        {
            return Mailboxes.UnknownWorkspace(workspace);
        }

        var (found, unknown) = await catalogue.FindAsync(workspace, name, body.Version, http.RequestAborted);
        if (found is null)
        {
            return unknown!;
        }

        var reading = catalogue.Read(found.Template, body.Parameters ?? new Dictionary<string, string>());
        return reading.IsValid
            ? new Answer<RenderAnswer>(new Outcome(null, new RenderAnswer(name, found.Version ?? 0, reading.Text!), 0, false))
            : new Answer<RenderAnswer>(TemplateProblems.Of(name, reading.Issues));
    }
}

public sealed class RenderTemplateRules : AbstractValidator<RenderTemplateRequest>
{
    public RenderTemplateRules() => RuleForEach(b => b.Parameters).Must(p => p.Value is not null).WithMessage("a parameter's value is a text.");
}
