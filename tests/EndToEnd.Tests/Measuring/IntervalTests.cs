using Shouldly;
using Weft.Benchmarks.Rigs;
using Xunit;

namespace Weft.EndToEnd.Tests.Measuring;

[Trait("Capability", "A2")]
public sealed class IntervalTests
{
    [Fact]
    public void a_ratio_and_its_inverse_weigh_the_same() => Interval.OfRatios([2, 0.5, 4, 0.25]).Mean.ShouldBe(1, 1e-12);

    [Fact]
    public void the_mean_of_five_lies_within_2_776_standard_errors()
    {
        // Logarithms -0.2, -0.1, 0, 0.1, 0.2: deviation 0.1581, standard error 0.0707.
        var (mean, low, high) = Interval.OfRatios([.. new[] { -0.2, -0.1, 0, 0.1, 0.2 }.Select(log => Math.Exp(log))]);

        mean.ShouldBe(1, 1e-12);
        low.ShouldBe(Math.Exp(-0.19629), 1e-4);
        high.ShouldBe(Math.Exp(0.19629), 1e-4);
    }
}
