using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Weft.Domain.Distribution;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>Decisions of choosers that decide no more are decided again as they were: the digests here were taken when those were in use.</summary>
[Trait("Capability", "K5")]
public sealed class OldChooserTests
{
    [Fact]
    public void the_first_optimal_chooser_decides_five_hundred_drawn_batches_as_it_did() =>
        Digest(seed => Batch.Draw(seed, 30, 10) with { Chooser = "optimal-1" }).ShouldBe("3a0ec8a13e0ca26871300bfbd534d26fad16d16857a5ee19bab56858e046d4bd");

    [Fact]
    [Trait("Capability", "K3")]
    public void records_from_before_load_was_told_apart_from_what_was_asked_for_are_decided_as_they_were() =>
        Digest(seed => Batch.DrawBeforeIdle(seed, 30, 10)).ShouldBe("57eea7de5aaf5be674d468fb062e9620b4e13f7aa5a9ad81f0165548c0ba3a83");

    private static string Digest(Func<int, DecisionInputs> draw)
    {
        var text = new StringBuilder();
        for (var seed = 0; seed < 500; seed++)
        {
            var inputs = draw(seed);
            text.Append(seed).Append(' ').Append(DecisionRecord.Hash(inputs)).Append('\n');
            foreach (var choice in DecisionRecord.Again(inputs)!.Value)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{choice.Task.Task} {choice.Agent} {choice.Why.Score} {choice.Why.RunnerUp} {choice.Why.RunnerUpScore} {choice.Why.Candidates} ")
                    .AppendJoin(',', choice.Why.LeftOut.Select(r => $"{r.Key}={r.Value}")).Append('\n');
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
