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

public static class PublishTemplateEndpoint
{
    /// <summary>Publishes a template, or the next version of one. The text of the newest version again changes nothing.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/templates", OperationId = "publishTemplate"), Needs(Permission.Administer), Creates]
    public static async Task<Answer<TemplateAnswer>> Post(string workspace, PublishTemplateRequest body, HttpContext http, HttpDoor door, TemplateCatalogue catalogue, Mailboxes workspaces)
    {
        if (!await workspaces.ExistsAsync(workspace, http.RequestAborted))
        {
            return Mailboxes.UnknownWorkspace(workspace);
        }

        var (header, issues) = TemplateReader.Check(body.Text);
        if (header is null)
        {
            return new Answer<TemplateAnswer>(TemplateProblems.Of("(new)", issues));
        }

        var template = TemplateText.Of(header.Name, body.Text, header.Description);
        await catalogue.KeepAsync(workspace, template, http.RequestAborted);
        return await door.SendAsync<TemplateAnswer>(
            http, new PublishTemplate(template), StatusCodes.Status201Created, $"/v1/workspaces/{workspace}/templates/{header.Name}");
    }
}

public sealed class PublishTemplateRules : AbstractValidator<PublishTemplateRequest>
{
    public PublishTemplateRules() => RuleFor(b => b.Text).NotEmpty().MaximumLength(TemplateReader.MaxBytes);
}
