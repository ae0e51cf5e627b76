using Shouldly;
using Weft.Domain.Distribution;
using Weft.Projections.Distribution;
using Xunit;

namespace Weft.Projections.Tests.Distribution;

[Trait("Capability", "Z2")]
public sealed class FlipTextTests
{
    /// <summary>Read on after "would have got it if".</summary>
    [Theory]
    [InlineData("skill-level:c#", 0.49, 0.6001, "'ada' had had 'c#' at 0.6001 instead of 0.49")]
    [InlineData("predicted-seconds", 90, 59.999, "'ada' had been predicted to take 59.999 instead of 90 seconds")]
    [InlineData("free-place", 2, 1, "'ada' had had 1 instead of 2 places free")]
    [InlineData("limit", 1, 3, "'ada' could have been given 3 instead of 1 tasks at once")]
    [InlineData("utilisation", 0.8, 0.3, "the processor of 'ada' had been at 0.3 instead of 0.8")]
    [InlineData("reserved", 1, 2, "2 instead of 1 places of 'ada' had been held back for urgent tasks")]
    [InlineData("asking", 0, 1, "'ada' had asked for work")]
    [InlineData("active", 0, 1, "'ada' had taken work")]
    [InlineData("breaker", 0, 1, "the breaker of 'ada' had let it through")]
    [InlineData("slice", 0, 1, "no other agent had had what it touches for itself")]
    [InlineData("excluded", 0, 1, "it had not been kept from 'ada'")]
    [InlineData("merges", 0, 1, "'ada' had done merges")]
    [InlineData("merge-lane", 0, 1, "'ada' had been done with its other merge")]
    [InlineData("merge-lane", 1, 0, "'ada' had been at another merge")]
    [InlineData("role:backend", 0, 1, "'ada' had had role 'backend'")]
    [InlineData("role:backend", 1, 0, "'ada' had not had role 'backend'")]
    [InlineData("tier:senior", 0, 1, "'ada' had been senior")]
    public void every_kind_of_change_is_said_in_words(string what, double from, double to, string text) => FlipText.Of(new Flip("ada", what, from, to)).ShouldBe(text);
}
