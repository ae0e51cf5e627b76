using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Workspaces;

public static class ChangePolicy
{
    public static Decision<IWorkspaceEvent> Decide(Workspace state, PolicyChange change)
    {
        var policy = change.On(state.Policy);
        if (policy.LeaseSeconds is not (>= 1 and <= 86_400) || policy.OfferSeconds is not (>= 1 and <= 3_600) || policy.LoadWeight is not (>= 0 and <= 1)
            || policy.ConflictSeconds is not (>= 1 and <= 2_592_000))
        {
            return Rejection.Because("policy.bad-value", "leaseSeconds must be 1-86400, offerSeconds 1-3600, loadWeight 0-1 and conflictSeconds 1-2592000.");
        }

        if ((DecisionInputs.Check(policy.WeightsInForce()) ?? ChoiceRules.Check(policy.RulesInForce()) ?? BalancingPolicy.Check(policy.BalancingInForce())
            ?? SlaPolicy.Check(policy.SlaInForce()) ?? BreakerPolicy.Check(policy.BreakerInForce())) is { } wrong)
        {
            return wrong;
        }

        return policy == state.Policy
            ? Decision<IWorkspaceEvent>.Nothing
            : Decision<IWorkspaceEvent>.Accept(new PolicyChanged(state.PolicyVersion + 1, policy));
    }
}
