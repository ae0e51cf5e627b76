using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Agents;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class HeartbeatEndpoint
{
    /// <summary>Sign of life: renews leases and carries telemetry. No event, no transaction.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/agents/{agent}/heartbeat", OperationId = "heartbeat"), Needs(Permission.Work), TakesAnyText]
    public static async Task<Answer<HeartbeatAnswer>> Post(string workspace, string agent, HeartbeatRequest body, HttpContext http, Heartbeats heartbeats)
    {
        var (sender, wrong) = HttpDoor.Sender(http, workspace);
        return sender is null ? wrong! : new Answer<HeartbeatAnswer>(await heartbeats.TakeAsync(sender, agent, body, http.RequestAborted));
    }
}

public sealed class HeartbeatRules : AbstractValidator<HeartbeatRequest>
{
    private const int Most = 256;
    private const int LongestOutput = 64 * 1024;

    public HeartbeatRules()
    {
        RuleFor(b => b.Renew).Must(r => r is null || r.Count <= Most).WithMessage($"renew names at most {Most} leases.");
        RuleFor(b => b.Progress).Must(r => r is null || r.Count <= Most).WithMessage($"progress has at most {Most} reports.");
        RuleFor(b => b.Load).Must(l => l is null || (l.Cpu is >= 0 and <= 1 && l.Memory is >= 0 and <= 1)).WithMessage("load.cpu and load.memory must be 0-1.");
        RuleForEach(b => b.Renew).NotNull();
        RuleForEach(b => b.Progress).NotNull().ChildRules(p =>
        {
            p.RuleFor(x => x.Percent).InclusiveBetween(0, 100);
            p.RuleFor(x => x.Message).MaximumLength(1_000);
            p.RuleFor(x => x.Output).MaximumLength(LongestOutput);
        });
    }
}
