using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Catalogue;
using Weft.Application.Templates;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Projections.Templates;
using Wolverine.Http;

namespace Weft.Api.Catalogue;

public static class ListTemplatesEndpoint
{
    /// <summary>Templates of the workspace, and on the last page those of the product that no run has used yet.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/templates", OperationId = "listTemplates"), Needs(Permission.Read)]
    public static Task<View<Page<TemplateView>>> Get(string workspace, HttpContext http, Reads reads) =>
        reads.PageAsync<TemplateView>(http, [TemplateProjection.TemplatesName], async (moment, asked, cancellation) =>
        {
            var (rows, next) = await moment.PageAsync<TemplateRow>("template_row", "true", [], asked.After, asked.Limit, newestFirst: false, cancellation);
            var known = await moment.Session.LoadManyAsync<TemplateRow>(cancellation, TemplateCatalogue.BuiltIn.Select(t => t.Name));
            var shipped = next is null ? TemplateCatalogue.BuiltIn.Where(t => known.All(k => k.Id != t.Name)).Select(t => new TemplateView(t.Name, 0, t.Description, true)) : [];
            return ([.. rows.Select(r => new TemplateView(r.Id, r.Version, r.Description, r.BuiltIn)), .. shipped], next);
        });
}

public static class GetTemplateEndpoint
{
    /// <summary>A template with its text and parameters: a version, or the one that a run would be made from now.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/templates/{name}", OperationId = "getTemplate"), Needs(Permission.Read)]
    public static async Task<View<TemplateDetail>> Get(string workspace, string name, HttpContext http, TemplateCatalogue catalogue, Reads reads, int? version = null)
    {
        var (upTo, problem) = await reads.EventsAsync(http);
        if (problem is not null)
        {
            return problem;
        }

        var (found, unknown) = await catalogue.FindAsync(workspace, name, version, http.RequestAborted);
        return found is null ? unknown! : new View<TemplateDetail>(Detail(found), upTo);
    }

    private static TemplateDetail Detail(FoundTemplate found)
    {
        var (template, version) = found;
        var header = TemplateReader.Check(template.Text).Header;
        return new TemplateDetail(
            template.Name, version ?? 0, template.Description, TemplateCatalogue.BuiltIn.Any(t => t.Hash == template.Hash), template.Hash,
            [.. (header?.Parameters ?? []).Select(p => new TemplateParameterView(p.Name, p.Type.ToString().ToLowerInvariant(), p.Default, p.Expected(), p.Description))],
            template.Text);
    }
}
