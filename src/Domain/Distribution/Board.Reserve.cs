using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>What of all places is held back.</summary>
public sealed partial class Board
{
    /// <summary>Counted when it is asked for, and once for all agents of a decision.</summary>
    private (bool IsKnown, int? Places) _ordinary;

    private int? Ordinary
    {
        get
        {
            if (!_ordinary.IsKnown)
            {
                _ordinary = (true, Reserve.Ordinary(_effects, _agents.Values.Select(a => (a, LoadOf(a.Id).Work))));
            }

            return _ordinary.Places;
        }
    }

    private void Count(string agent, Load load) => (_loads[agent], _ordinary) = (load, default);

    /// <summary>How many of these agents' free places ordinary tasks may have in one decision; null: what each holds back says it.</summary>
    public int? OrdinaryOf(ImmutableArray<AgentState> agents) => Reserve.Of(Ordinary, agents);
}
