using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

[Trait("Capability", "K4")]
public sealed class PredictTests
{
    [Fact]
    public void without_history_the_estimate_counts_at_the_agents_pace() =>
        Predict.For(Batch.Task("t"), Batch.Agent("a") with { PaceRatio = 2 }).ShouldBe(new Prediction(120, 60, 0));

    [Fact]
    public void history_moves_the_prediction_and_narrows_the_error()
    {
        ImmutableArray<Baseline> known = [];
        for (var i = 0; i < 40; i++)
        {
            known = Baselines.Learn(known, "simple:", 30, 60);
        }

        var prediction = Predict.For(Batch.Task("t"), Batch.Agent("a") with { Baselines = known });
        prediction.Samples.ShouldBe(40);
        prediction.Seconds.ShouldBe(30, 2);
        prediction.ErrorSeconds.ShouldBeLessThan(3);
    }

    [Fact]
    public void only_so_many_kinds_are_kept_and_the_rarest_goes()
    {
        ImmutableArray<Baseline> known = [];
        for (var i = 0; i <= Baselines.MaxFamilies; i++)
        {
            known = Baselines.Learn(known, $"kind{i}", 1, 1);
            known = i == 0 ? known : Baselines.Learn(known, $"kind{i}", 1, 1);
        }

        known.Length.ShouldBe(Baselines.MaxFamilies);
        known.ShouldNotContain(b => b.Family == "kind0");
    }
}
