using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>A window as it is written down: in as many events as it takes for each to stay small, whatever the names and however many the kinds.</summary>
internal static class WindowParts
{
    /// <summary>What one event may hold, with room for its metadata below 64 KB.</summary>
    private const int MostBytes = 48 * 1024;
    private const int MostGroups = 20;
    private const int GroupBytes = 8 * 1024;

    /// <summary>The least a part takes: its own figures, and commas and brackets.</summary>
    private const int Frame = 500;

    /// <summary>The first part says what the window came to; readings and agents follow in as many parts as they need.</summary>
    public static ImmutableArray<WindowMeasured> Of(BalanceState s, Measurement m, ImmutableArray<Reading> readings)
    {
        var first = new WindowMeasured(
            s.Window + 1, 1, 1, m.From, m.To, [], m.Pending, Largest(m), Readings.Middle(m.Agents.Select(a => a.Pace)), Readings.Middle(m.Agents.Select(a => a.ReworkRate)), []);
        var parts = new Filled(first, Frame + first.Groups.Sum(Bytes));
        foreach (var reading in readings)
        {
            parts.Add(reading, Bytes(reading));
        }

        foreach (var agent in m.Agents)
        {
            parts.Add(agent, Bytes(agent));
        }

        return parts.All();
    }

    /// <summary>The groups of waiting tasks that are told, the largest first: so many, and no more than there is room for.</summary>
    public static ImmutableArray<PendingGroup> Largest(Measurement m)
    {
        var bytes = 0;
        return [.. m.Groups.OrderByDescending(g => g.Tasks).Take(MostGroups).TakeWhile(g => (bytes += Bytes(g)) <= GroupBytes)];
    }

    private static int Bytes(PendingGroup g) => 70 + g.Skills.Sum(s => 60 + JsonSize.Of(s.Name));

    private static int Bytes(Reading r) =>
        200 + JsonSize.Of(r.Subject) + (r.Kinds ?? []).Sum(k => 90 + JsonSize.Of(k.Family)) + (r.Runs ?? []).Sum(k => 170 + JsonSize.Of(k.Family));

    private static int Bytes(AgentWindow a) => 340 + JsonSize.Of(a.Agent) + (a.Kinds ?? []).Sum(k => 190 + JsonSize.Of(k.Family));

    /// <summary>Parts that are filled one after another.</summary>
    private sealed class Filled(WindowMeasured first, int bytes)
    {
        private readonly List<(ImmutableArray<Reading> Readings, ImmutableArray<AgentWindow> Agents)> _full = [];
        private readonly ImmutableArray<Reading>.Builder _readings = ImmutableArray.CreateBuilder<Reading>();
        private readonly ImmutableArray<AgentWindow>.Builder _agents = ImmutableArray.CreateBuilder<AgentWindow>();
        private int _bytes = bytes;

        public void Add(Reading reading, int bytes)
        {
            Reserve(bytes);
            _readings.Add(reading);
        }

        public void Add(AgentWindow agent, int bytes)
        {
            Reserve(bytes);
            _agents.Add(agent);
        }

        public ImmutableArray<WindowMeasured> All()
        {
            Close();
            return [.. _full.Select((p, i) => (i == 0 ? first : first with { Groups = [] }) with { Part = i + 1, Parts = _full.Count, Readings = p.Readings, Agents = p.Agents })];
        }

        private void Reserve(int bytes)
        {
            if (_bytes + bytes > MostBytes && _bytes > Frame)
            {
                Close();
                _bytes = Frame;
            }

            _bytes += bytes;
        }

        private void Close()
        {
            _full.Add((_readings.ToImmutable(), _agents.ToImmutable()));
            _readings.Clear();
            _agents.Clear();
        }
    }
}
