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
    public void the_first_optimal_chooser_decides_five_hundred_drawn_batches_as_it_did()
    {
        var text = new StringBuilder();
        for (var seed = 0; seed < 500; seed++)
        {
            var inputs = Batch.Draw(seed, 30, 10) with { Chooser = "optimal-1" };
            text.Append(seed).Append(' ').Append(DecisionRecord.Hash(inputs)).Append('\n');
            foreach (var choice in DecisionRecord.Again(inputs)!.Value)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{choice.Task.Task} {choice.Agent} {choice.Why.Score} {choice.Why.RunnerUp} {choice.Why.RunnerUpScore} {choice.Why.Candidates} ")
                    .AppendJoin(',', choice.Why.LeftOut.Select(r => $"{r.Key}={r.Value}")).Append('\n');
            }
        }

        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))).ShouldBe("3a0ec8a13e0ca26871300bfbd534d26fad16d16857a5ee19bab56858e046d4bd");
    }
}
