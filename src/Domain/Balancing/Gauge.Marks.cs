using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Balancing;

/// <summary>How far held tasks are: by what their holders saved, and by what they say.</summary>
public sealed partial class Gauge
{
    /// <summary>Only what is handed in is done, whatever its holder says.</summary>
    private const double MostSaid = 99.9;
    private readonly Dictionary<(string Workflow, string Task), Mark> _marks = [];

    /// <summary>How far a held task had come when, as its holder last told.</summary>
    /// <param name="Window">in which it was counted last, with what was counted of it before that window and in it</param>
    /// <param name="Said">by a sign of life, with nothing to show for it</param>
    private sealed record Mark(long Token, DateTimeOffset At, double Share, DateTimeOffset Window, double Before, double Here, bool Said = false)
    {
        public (double Before, double Here) Counted(DateTimeOffset window) => Window == window ? (Before, Here) : (Before + Here, 0);
    }

    /// <summary>What the holder of a lease said last of how far its task is; null: nothing.</summary>
    public Func<string, string, long, ProgressSaid?>? Said { get; set; }

    /// <summary>At the end of a window: what its holder said since, or else that it takes longer than it should.</summary>
    private void Follow(string workflow, WorkItem item, Lease lease, BalanceState learnt, DateTimeOffset now)
    {
        if (Said?.Invoke(workflow, item.Name, lease.Token) is { } said)
        {
            Advance(workflow, item, lease, said.At < now ? said.At : now, Math.Clamp(said.Percent, 0, MostSaid) / 100, said: true);
        }

        var mark = LastMark(workflow, item, lease);
        if (mark.Said)
        {
            if (mark.Window == _from)
            {
                return;
            }

            // Nothing new was said. The last percents take as long as they take: it is late when the whole of it is.
            mark = mark with { At = lease.StartedAt ?? lease.GrantedAt, Share = (lease.From ?? 0) / 100 };
        }

        if ((now - mark.At).TotalSeconds is var elapsed && Estimate(item) * (1 - mark.Share) is var rest && elapsed > rest * learnt.PaceOf(KindName.Of(item)))
        {
            // What was left has taken longer than it should already: that is known before its end.
            Count(workflow, item, lease, mark, elapsed, rest, overdue: true);
        }
    }

    /// <summary>What was done since it was last heard how far it is.</summary>
    private void Advance(string workflow, WorkItem item, Lease lease, DateTimeOffset at, double share, bool said = false)
    {
        var mark = LastMark(workflow, item, lease);
        if (share > mark.Share && (!said || at > mark.At))
        {
            Count(workflow, item, lease, mark with { At = at, Share = share, Said = said }, (at - mark.At).TotalSeconds, Estimate(item) * (share - mark.Share));
        }
    }

    /// <summary>What was not heard, since it was before a restart, the task itself tells: what its holder saved last and when, or where it went on.</summary>
    private Mark LastMark(string workflow, WorkItem item, Lease lease) =>
        _marks.TryGetValue((workflow, item.Name), out var known) && known.Token == lease.Token ? known
            : item.Checkpoint is { At: { } savedAt } saved && savedAt > lease.GrantedAt ? new Mark(lease.Token, savedAt, saved.Percent / 100, _from, Estimate(item) * Math.Max(0, saved.Percent - (lease.From ?? 0)) / 100, 0)
            : new Mark(lease.Token, lease.StartedAt ?? lease.GrantedAt, (lease.From ?? 0) / 100, _from, 0, 0);

    private void Count(string workflow, WorkItem item, Lease lease, Mark mark, double worked, double estimated, bool overdue = false)
    {
        var (kinds, family, counted) = (Of(lease.Agent).Kinds, KindName.Of(item), mark.Counted(_from));
        kinds[family] = (kinds.GetValueOrDefault(family) ?? new KindWindow(family, 0, 0)).With(worked, estimated, counted, overdue);
        if (!overdue)
        {
            _marks[(workflow, item.Name)] = mark with { Window = _from, Before = counted.Before, Here = counted.Here + estimated };
        }
    }

    private static double Estimate(WorkItem item) => Math.Max(1, item.Definition.EstimateSeconds);
}
