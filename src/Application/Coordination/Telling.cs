namespace Weft.Application.Coordination;

/// <summary>After a flight has landed: its callers, its listeners, and whoever learns from it.</summary>
internal sealed class Telling(Tenure tenure, WaitingRoom room, Presence presence, TimeProvider time)
{
    /// <summary>What was learnt of an agent is not worth a transaction of its own while there are others.</summary>
    private static readonly TimeSpan CompanyPatience = TimeSpan.FromSeconds(1);

    /// <summary>Told of each commit, with the position reached and what was stored.</summary>
    public Action<string, long, IReadOnlyList<Emitted>>? Committed { get; set; }

    public void Tell(Flight landed, Assurance assurance)
    {
        assurance.Tell(landed, () => TellOthers(landed));
        foreach (var lesson in tenure.Lessons())
        {
            room.TakeAlong(new Letter(lesson, Sender.System(tenure.Workspace)), time.GetUtcNow() + CompanyPatience);
        }
    }

    /// <summary>Not on the mailbox's loop when the disk had to be waited for.</summary>
    private void TellOthers(Flight landed)
    {
        try
        {
            if (landed.Batch is not null)
            {
                landed.Decided.Tell(presence);
                Committed?.Invoke(tenure.Workspace, landed.Position, [.. landed.Decided.Events.Select(e => e.Emitted)]);
            }
        }
        finally
        {
            landed.Decided.Reply(landed.Position);
            landed.Upkeep(landed.Position);
        }
    }
}
