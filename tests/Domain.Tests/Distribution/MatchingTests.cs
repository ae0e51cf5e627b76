using CsCheck;
using Shouldly;
using Weft.Domain.Distribution;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "D3")]
public sealed class MatchingTests
{
    /// <summary>Records of decisions recompute to the same choice only while equal ones are told apart as they always were: few different gains, many ties.</summary>
    [Fact]
    public void equal_ways_are_told_apart_as_when_every_row_is_looked_at_by_itself() =>
        Gen.Select(Gen.Int[1, 14], Gen.Int[1, 30], Gen.Int[1, 4], Gen.Int[1, 12], Gen.Int[0, 1_000_000]).Sample((columns, rows, most, different, seed) =>
        {
            var random = new Random(seed);
            int[] capacities = [.. Enumerable.Range(0, columns).Select(_ => random.Next(most + 1))];
            long[][] gains = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => random.Next(5) == 0 ? Matching.Never : random.Next(different)).ToArray())];
            var allowed = random.Next(1, rows + 1);
            var left = allowed;
            Matching.Solve(gains, capacities, r => left > 0 && r % 7 != 6, _ => left--).ShouldBe(new RowByRow(gains, capacities).Solve(allowed));
        }, iter: 3_000);

    /// <summary>Dijkstra's way through the columns, in the simplest form.</summary>
    private sealed class RowByRow(long[][] gains, int[] capacities)
    {
        private const long Forbidden = 1L << 50;

        private readonly int[] _columnOf = [.. gains.Select(_ => -1)];
        private readonly long[] _rowPrice = new long[gains.Length];
        private readonly long[] _columnPrice = new long[capacities.Length];
        private readonly List<int>[] _placed = [.. capacities.Select(_ => new List<int>())];

        public int[] Solve(int left)
        {
            for (var row = 0; row < gains.Length; row++)
            {
                if (left > 0 && row % 7 != 6)
                {
                    Place(row);
                    left -= _columnOf[row] >= 0 ? 1 : 0;
                }
            }

            return _columnOf;
        }

        private long Cost(int row, int column) => gains[row][column] == Matching.Never ? Forbidden : -gains[row][column];

        private void Place(int row)
        {
            var columns = Enumerable.Range(0, capacities.Length).ToArray();
            var (distance, from, done) = (columns.Select(_ => long.MaxValue).ToArray(), new int[columns.Length], new HashSet<int>());
            var least = columns.Min(c => Cost(row, c) - _columnPrice[c]);
            _rowPrice[row] = least >= Forbidden / 2 ? 0 : least;
            Relax(row, 0);
            while (columns.Where(c => !done.Contains(c) && distance[c] < Forbidden / 2).OrderBy(c => distance[c]).ThenBy(c => c).Select(c => (int?)c).FirstOrDefault() is { } nearest)
            {
                done.Add(nearest);
                if (_placed[nearest].Count < capacities[nearest])
                {
                    Finish(row, nearest, distance, from, done);
                    return;
                }

                _placed[nearest].ForEach(other => Relax(other, distance[nearest]));
            }

            done.ToList().ForEach(c => _columnPrice[c] = -Forbidden);

            void Relax(int other, long reached)
            {
                foreach (var c in columns.Where(c => !done.Contains(c) && reached + Cost(other, c) - _rowPrice[other] - _columnPrice[c] < distance[c]))
                {
                    (distance[c], from[c]) = (reached + Cost(other, c) - _rowPrice[other] - _columnPrice[c], other);
                }
            }
        }

        private void Finish(int row, int end, long[] distance, int[] from, HashSet<int> done)
        {
            _rowPrice[row] += distance[end];
            foreach (var c in done)
            {
                _columnPrice[c] -= distance[end] - distance[c];
                _placed[c].ForEach(other => _rowPrice[other] += distance[end] - distance[c]);
            }

            for (var column = end; ;)
            {
                var moving = from[column];
                var before = _columnOf[moving];
                _columnOf[moving] = column;
                _placed[column].Add(moving);
                if (moving == row)
                {
                    return;
                }

                _placed[before].Remove(moving);
                column = before;
            }
        }
    }
}
