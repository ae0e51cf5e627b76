using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Resources;

namespace Weft.Application.Resources;

/// <summary>A change of one resource's turns; the answer is where the agent stands afterwards.</summary>
public abstract record SliceCommand(Resource Resource, string Agent) : ICommand
{
    public Permission Needs => Permission.Work;

    public string? OnBehalfOf => Agent;

    public bool IsSignOfLife => true;

    public virtual async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        if (!deciding.Memory.Board.Agents.ContainsKey(Agent))
        {
            return Join.Unknown(Agent);
        }

        var rejection = await deciding.OnAsync(Streams.Ledger, "", state => Decide(state, deciding));
        if (rejection is null)
        {
            deciding.Answer = Slices.View(await deciding.LoadAsync(Streams.Ledger, "") ?? Ledger.Empty, Resource, Agent);
        }

        return rejection;
    }

    protected abstract Decision<ILedgerEvent> Decide(Ledger? state, Deciding deciding);
}

/// <param name="Until">instead of a length: when it shall end</param>
public sealed record RequestSlice(Resource Resource, string Agent, double Seconds, DateTimeOffset? Until) : SliceCommand(Resource, Agent)
{
    /// <summary>Asking again for what it has or waits for only tells where it stands; a new turn is for who takes work.</summary>
    public override async ValueTask<Rejection?> DecideAsync(Deciding deciding) =>
        (await deciding.LoadAsync(Streams.Ledger, ""))?.Slices.GetValueOrDefault(Resource.Text)?.Knows(Agent) == true
            ? await base.DecideAsync(deciding)
            : await deciding.OnAsync(Streams.Agent, Agent, a => Liveness.Ask(a, Agent)) ?? await base.DecideAsync(deciding);

    protected override Decision<ILedgerEvent> Decide(Ledger? state, Deciding deciding) => Until <= deciding.Now
        ? Rejection.Because("slice.bad-end", "The slice would end in the past.", ("field", "until"))
        : Slicing.Request(state, Resource, Agent, Boundary.RolesOf(deciding, Agent), Until is { } until ? (until - deciding.Now).TotalSeconds : Seconds, deciding.Now, c => ClaimResources.IsLive(deciding, c));
}

public sealed record RenewSlice(Resource Resource, string Agent, long Token) : SliceCommand(Resource, Agent)
{
    protected override Decision<ILedgerEvent> Decide(Ledger? state, Deciding deciding) => Slicing.Renew(state, Resource, Agent, Token, deciding.Now);
}

public sealed record ReleaseSlice(Resource Resource, string Agent, long Token) : SliceCommand(Resource, Agent)
{
    protected override Decision<ILedgerEvent> Decide(Ledger? state, Deciding deciding) => Slicing.Release(state, Resource, Agent, Token, deciding.Now);
}

public sealed record HandOverSlice(Resource Resource, string Agent, long Token, string To) : SliceCommand(Resource, Agent)
{
    protected override Decision<ILedgerEvent> Decide(Ledger? state, Deciding deciding) => Slicing.HandOver(state, Resource, Agent, Token, To, deciding.Now);
}

/// <summary>It does not want its turn any more.</summary>
public sealed record WithdrawSlice(Resource Resource, string Agent) : SliceCommand(Resource, Agent)
{
    protected override Decision<ILedgerEvent> Decide(Ledger? state, Deciding deciding) => Slicing.Withdraw(state, Resource, Agent, "asked to", deciding.Now);
}

/// <summary>A slice's time is over.</summary>
internal sealed record ExpireSlice(string Resource, long Token) : ICommand
{
    public Permission Needs => Permission.Administer;

    public ValueTask<Rejection?> DecideAsync(Deciding deciding) =>
        deciding.OnAsync(Streams.Ledger, "", state => Slicing.Expire(state, Resource, Token, deciding.Now));
}

/// <summary>This node goes on with the workspace. It is decided before anything else, so that nobody reads an end that does not hold.</summary>
internal sealed record ExtendSlices : ICommand
{
    public Permission Needs => Permission.Administer;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding) =>
        deciding.Memory.Ledger.Slices.IsEmpty ? null : await deciding.OnAsync(Streams.Ledger, "", state => Slicing.Extend(state, deciding.Now));
}

public static class Slices
{
    /// <param name="agent">whose place in the queue is asked for; null: nobody's</param>
    public static SliceAnswer View(Ledger ledger, Resource resource, string? agent)
    {
        var (turns, now) = (TurnOrder.Of(ledger), ledger.Slices.GetValueOrDefault(resource.Text)?.Now);
        var waiting = turns.Waiting(resource).Where(w => w.Request.Agent != agent || w.Resource == resource.Text).Select(w => w.Request.Agent).Distinct().ToList();

        // One waits for all who hold a part of it; so the last to end is told.
        var (held, slice) = now is not null ? (resource.Text, now) : turns.Held(resource, agent ?? "").OrderByDescending(h => h.Slice.EndsAt).FirstOrDefault();
        var mine = agent is not null && now?.Agent == agent;
        return new SliceAnswer(
            resource.Text, mine, mine || agent is null ? now?.Token : null, slice?.Agent, slice?.EndsAt,
            agent is null ? 0 : waiting.IndexOf(agent) + 1, waiting, held == resource.Text ? null : held);
    }
}
