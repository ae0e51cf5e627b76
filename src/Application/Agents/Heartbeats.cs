using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;

namespace Weft.Application.Agents;

/// <summary>Signs of life. They renew leases in memory and carry telemetry; only an agent that was missed becomes a command.</summary>
public sealed class Heartbeats(Mailboxes door, Telemetry telemetry)
{
    public async Task<Outcome> TakeAsync(Sender sender, string agent, HeartbeatRequest beat, CancellationToken cancellation)
    {
        if (Mailboxes.Forbidden(new HearAgent(agent), sender.Actor) is { } forbidden)
        {
            return Outcome.Refused(forbidden, 0);
        }

        if (!await door.ExistsAsync(sender.Workspace, cancellation))
        {
            return Outcome.Refused(Mailboxes.UnknownWorkspace(sender.Workspace), 0);
        }

        var presence = door.PresenceOf(sender.Workspace);
        presence.Hear(agent);
        if (presence.StatusOf(agent) is null or AgentStatus.Suspect or AgentStatus.Lost or AgentStatus.Left)
        {
            var heard = await door.SendAsync(new HearAgent(agent), sender with { Key = null, BodyHash = null, DependsOn = [] }, cancellation);
            if (!heard.Accepted || heard.Answer is null)
            {
                return heard.Accepted ? Outcome.Refused(Join.Unknown(agent), heard.Position) : heard;
            }
        }

        if (beat.Load is { } load)
        {
            presence.Hear(agent, load.Cpu, load.Memory);
        }

        return new Outcome(null, Answer(presence, sender.Workspace, agent, beat), 0, false);
    }

    private HeartbeatAnswer Answer(Presence presence, string workspace, string agent, HeartbeatRequest beat)
    {
        var lost = new List<LeaseRef>();
        var notices = new List<Notice>();
        foreach (var lease in beat.Renew ?? [])
        {
            if (!presence.Renew(agent, lease, notices))
            {
                lost.Add(lease);
            }
        }

        // What a task printed belongs to its holder: others' reports are not kept.
        foreach (var report in (beat.Progress ?? []).Where(p => presence.Hear(agent, p.Workflow, p.Task, p.Token, p.Percent)))
        {
            telemetry.Add(workspace, report);
        }

        return new HeartbeatAnswer((presence.StatusOf(agent) ?? AgentStatus.Active).ToString().ToLowerInvariant(), lost, notices);
    }
}
