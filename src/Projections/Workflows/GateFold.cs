using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>What an event about a gate does to its row and to the rows of its checks.</summary>
internal static class GateFold
{
    public static async ValueTask ApplyAsync(BoardBatch batch, IGateEvent happened, Moment at)
    {
        var gate = await batch.Gates.GetAsync(TaskRow.IdOf(at.Stream, happened.Gate)).ConfigureAwait(false);
        switch (happened)
        {
            case GateAwaited e:
                await batch.ChangeAsync(gate, gate with { AwaitedAt = at.At, DeadlineAt = e.DeadlineAt }, at).ConfigureAwait(false);
                break;
            case GateOpened e:
                await OpenAsync(batch, gate, e, at).ConfigureAwait(false);
                break;
            case GatePassed:
                await batch.ChangeAsync(gate, gate with { Status = GateStatus.Passed, EndedAt = at.At }, at).ConfigureAwait(false);
                break;
            case GateFailed e:
                await batch.ChangeAsync(gate, gate with { Status = GateStatus.Failed, Failed = e.Failed, EndedAt = at.At }, at).ConfigureAwait(false);
                break;
            case GateTimedOut:
                await CancelChecksAsync(batch, gate, happened, at).ConfigureAwait(false);
                await batch.ChangeAsync(gate, gate with { Status = GateStatus.TimedOut, EndedAt = at.At }, at).ConfigureAwait(false);
                break;
            case GateRetried e:
                await CancelChecksAsync(batch, gate, happened, at).ConfigureAwait(false);
                await ReopenAsync(batch, e.Gate, e.Run, at).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"No row fold for {happened.GetType().Name}");
        }
    }

    /// <param name="run">null: the next one</param>
    public static async ValueTask ReopenAsync(BoardBatch batch, string name, int? run, Moment at)
    {
        var gate = await batch.Gates.GetAsync(TaskRow.IdOf(at.Stream, name)).ConfigureAwait(false);
        var again = gate with
        {
            Status = GateStatus.Waiting,
            Run = run ?? gate.Run + 1,
            Checks = [],
            Failed = [],
            AwaitedAt = null,
            DeadlineAt = null,
            OpenedAt = null,
            EndedAt = null,
        };
        await batch.ChangeAsync(gate, again, at).ConfigureAwait(false);
    }

    private static async ValueTask OpenAsync(BoardBatch batch, GateRow gate, GateOpened e, Moment at)
    {
        foreach (var name in e.Checks)
        {
            var known = await batch.Tasks.FindAsync(TaskRow.IdOf(at.Stream, name)).ConfigureAwait(false);
            await batch.ChangeAsync(known, NewRows.Check(gate, name, e.Run, e.Commit, at), e, at).ConfigureAwait(false);
        }

        var opened = gate with { Status = GateStatus.Open, Run = e.Run, Checks = e.Checks, Failed = [], Commit = e.Commit, OpenedAt = at.At };
        await batch.ChangeAsync(gate, opened, at).ConfigureAwait(false);
    }

    private static async ValueTask CancelChecksAsync(BoardBatch batch, GateRow gate, IGateEvent happened, Moment at)
    {
        foreach (var name in gate.Checks)
        {
            var row = await batch.Tasks.GetAsync(TaskRow.IdOf(at.Stream, name)).ConfigureAwait(false);
            if (row.IsOpen)
            {
                await batch.ChangeAsync(row, row.Unheld(WorkStatus.Cancelled) with { EndedAt = at.At }, happened, at).ConfigureAwait(false);
            }
        }
    }
}
