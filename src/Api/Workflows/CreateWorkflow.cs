using System.Collections.Immutable;
using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Catalogue;
using Weft.Api.Coordination;
using Weft.Application.Catalogue;
using Weft.Application.Coordination;
using Weft.Application.Templates;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class CreateWorkflowEndpoint
{
    /// <summary>Creates a run from a template, and starts it unless told not to. The run keeps the version it was made from.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows", OperationId = "createWorkflow"), Needs(Permission.Orchestrate), Creates]
    public static async Task<Answer<WorkflowAnswer>> Post(string workspace, CreateWorkflowRequest body, HttpContext http, HttpDoor door, TemplateCatalogue catalogue, Mailboxes workspaces)
    {
        if (!await workspaces.ExistsAsync(workspace, http.RequestAborted))
        {
            return Mailboxes.UnknownWorkspace(workspace);
        }

        var (found, unknown) = await catalogue.FindAsync(workspace, body.Template, body.Version, http.RequestAborted);
        if (found is null)
        {
            return unknown!;
        }

        var reading = catalogue.Read(found.Template, body.Parameters ?? ImmutableDictionary<string, string>.Empty);
        if (reading.Definition is not { } definition)
        {
            return new Answer<WorkflowAnswer>(TemplateProblems.Of(found.Template.Name, reading.Issues));
        }

        var id = body.Id ?? Guid.CreateVersion7().ToString("N");
        var repository = body.Repository is { } r ? new RepositoryRef(r.Remote, r.BaseCommit, r.IntegrationBranch) : null;
        return await door.SendAsync<WorkflowAnswer>(
            http,
            new CreateWorkflow(
                id, body.Name is { } name ? definition with { Name = name } : definition, found.Template, found.Version,
                reading.Parameters, repository, body.Start),
            StatusCodes.Status201Created,
            $"/v1/workspaces/{workspace}/workflows/{id}");
    }
}

public sealed class CreateWorkflowRules : AbstractValidator<CreateWorkflowRequest>
{
    private const int MostParameters = 100;

    public CreateWorkflowRules()
    {
        RuleFor(b => b.Template).MustBeName();
        RuleFor(b => b.Id).Matches(@"\A[0-9a-f]{32}\z").WithMessage("id must be a UUID as 32 lower-case hex digits.");
        RuleFor(b => b.Name).MaximumLength(200);
        RuleFor(b => b.Parameters).Must(p => p is null || p.Count <= MostParameters).WithMessage($"at most {MostParameters} parameters.");
        RuleForEach(b => b.Parameters).Must(p => p.Value is not null).WithMessage("a parameter's value is a text.");
        RuleFor(b => b.Repository).ChildRules(r =>
        {
            r.RuleFor(x => x!.Remote).NotEmpty().MaximumLength(1_000);
            r.RuleFor(x => x!.BaseCommit).MustBeCommit();
            r.RuleFor(x => x!.IntegrationBranch).NotEmpty().MaximumLength(300);
        });
    }
}
