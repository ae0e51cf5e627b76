using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Distribution;
using Wolverine.Http;

namespace Weft.Api.Workspaces;

public static class SetPolicyEndpoint
{
    /// <summary>Changes the settings that are given; each change is a new policy version that later events carry.</summary>
    [WolverinePut("/v1/workspaces/{workspace}/policy", OperationId = "setPolicy"), Needs(Permission.Administer)]
    public static Task<Answer<WorkspaceAnswer>> Put(string workspace, PolicyBody body, HttpContext http, HttpDoor door) =>
        door.SendAsync<WorkspaceAnswer>(http, new Application.Workspaces.SetPolicy(body.Change()));
}

public sealed class PolicyRules : AbstractValidator<PolicyBody>
{
    public PolicyRules() => RuleFor(b => b.Rules).ChildRules(r => r.RuleFor(x => x!.Tiers).MustBeWord<RulesBody?, TierMode>()).When(b => b.Rules is not null);
}
