using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Resources;

public static class SetDomainMapEndpoint
{
    /// <summary>Replaces the domain map: who may write which paths, tables and operations. The answer names rules that overlap.</summary>
    [WolverinePut("/v1/workspaces/{workspace}/domain-map", OperationId = "setDomainMap"), Needs(Permission.Administer)]
    public static Task<Answer<DomainMapAnswer>> Put(string workspace, DomainMapBody body, HttpContext http, HttpDoor door) =>
        door.SendAsync<DomainMapAnswer>(http, new Application.Resources.SetDomainMap(body.Map(), KeepsEnforced: body.Enforced is null));
}

public sealed class DomainMapBodyRules : AbstractValidator<DomainMapBody>
{
    private const string Skill = "A skill must have " + PlainName.Rule + ".";

    public DomainMapBodyRules()
    {
        RuleForEach(b => b.Skills).Must(PlainName.Fits).WithMessage(Skill);
        RuleForEach(b => b.Domains).NotNull().ChildRules(d =>
        {
            d.RuleFor(x => x.Name).MustBeName();
            d.RuleForEach(x => x.Roles).NotEmpty().MaximumLength(100);
            d.RuleForEach(x => x.Agents).NotEmpty().MaximumLength(100);
            d.RuleForEach(x => x.Includes).MustBeName();
            d.RuleForEach(x => x.Areas).NotNull().ChildRules(a =>
            {
                a.RuleFor(x => x.Name).MustBeName();
                a.RuleForEach(x => x.Skills).Must(PlainName.Fits).WithMessage(Skill);
                a.RuleForEach(x => x.Paths).NotNull();
                a.RuleForEach(x => x.Tables).NotNull();
                a.RuleForEach(x => x.Operations).NotNull();
            });
        });
    }
}
