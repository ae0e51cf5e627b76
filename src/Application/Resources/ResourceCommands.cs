using System.Collections.Immutable;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Resources;

/// <summary>Who may write what in the workspace; the answer tells which rules overlap.</summary>
/// <param name="KeepsEnforced">whether it is enforced is not said: as the map before, and the first one is not</param>
public sealed record SetDomainMap(DomainMap Map, bool KeepsEnforced = false) : ICommand
{
    private const int MostShown = 200;

    public Permission Needs => Permission.Administer;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var rejection = await deciding.OnAsync(Streams.Ledger, "", state => Partition.SetMap(state, KeepsEnforced ? Map with { Enforced = state?.Map.Enforced ?? false } : Map, Skills(deciding)));
        if (rejection is null && await deciding.LoadAsync(Streams.Ledger, "") is { } ledger)
        {
            var (overlaps, inAll) = Overlaps(ledger.Map);
            deciding.Answer = new DomainMapAnswer(ledger.MapVersion, ledger.Map.Enforced, overlaps, inAll);
        }

        return rejection;
    }

    /// <summary>Of everybody who has not left: who is away for a while comes back with them.</summary>
    private static IEnumerable<string> Skills(Deciding deciding) => deciding.Memory.Board.Agents.Values.Where(a => a.Status != AgentStatus.Left)
        .SelectMany(a => a.Profile.Skills).Where(s => s.Level > 0).Select(s => s.Name);

    public static (IReadOnlyList<DomainOverlap> Shown, int InAll) Overlaps(DomainMap map)
    {
        var all = DomainIndex.Of(map).Overlaps();
        return ([.. all.Take(MostShown).Select(o => new DomainOverlap(
            $"{o.Owner.Domain}/{o.Owner.Area}", o.Wins.Text, $"{o.Other.Domain}/{o.Other.Area}", o.Loses.Text, o.Pairs, o.IsCovered))], all.Count);
    }
}

/// <summary>The holder of a task will touch more than the task told.</summary>
public sealed record ClaimResources(string Workflow, string Task, Holder Holder, ImmutableArray<Resource> Resources) : ICommand
{
    public Permission Needs => Permission.Work;

    public string? OnBehalfOf => Holder.Agent;

    public bool IsSignOfLife => true;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        if (await deciding.LoadAsync(Streams.Workflow, Workflow) is not { } workflow)
        {
            return Refusals.WorkflowUnknown(Workflow);
        }

        if (Holding.Held(workflow, Task, Holder) is { } rejection)
        {
            return rejection;
        }

        var (agent, token) = (Holder.Agent, Holder.Token);
        rejection = await deciding.OnAsync(Streams.Ledger, "", state => Claiming.Decide(
            state, agent, Boundary.RolesOf(deciding, agent), Workflow, Task, token, Resources, claim => IsLive(deciding, claim)));
        deciding.Answer = new ResourcesAnswer(Workflow, Task, token, [.. (await deciding.LoadAsync(Streams.Ledger, ""))?.Claims
            .Where(c => c.Workflow == Workflow && c.Task == Task && c.Token == token).Select(c => c.Resource) ?? []]);
        return rejection;
    }

    /// <summary>As long as the lease that claimed holds, and then until its work is merged or given up.</summary>
    internal static bool IsLive(Deciding deciding, Claim claim) => deciding.Memory.Board.Workflows.GetValueOrDefault(claim.Workflow)?.Item(claim.Task) is { } item
        && (item.Lease?.Token == claim.Token || (item.Status is WorkStatus.Submitted or WorkStatus.Conflicted && item.Ended?.Token == claim.Token));
}
