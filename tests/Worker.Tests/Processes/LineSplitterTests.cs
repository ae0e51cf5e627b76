using CsCheck;
using Shouldly;
using Weft.Worker.Processes;

namespace Weft.Worker.Tests.Processes;

[Trait("Capability", "E1")]
public sealed class LineSplitterTests
{
    [Fact]
    public void bytes_of_any_kind_become_text_that_can_be_stored()
    {
        Split("a\0b\n\xff\xfe\n\x1b[31mred\x1b[0m\r\ntab\tkept\n"u8.ToArray()).ShouldBe(["a\ufffdb", "ÿþ", "red", "tab\tkept"]);
        Split([0xc3, 0x28, (byte)'\n']).ShouldBe(["\ufffd("]);
    }

    [Fact]
    public void how_the_bytes_arrive_does_not_change_the_lines()
    {
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[1, 50]).Sample((bytes, step) =>
        {
            var at_once = Split(bytes);
            var pieces = Split(bytes, step);
            pieces.ShouldBe(at_once);
            at_once.ShouldAllBe(line => !line.Any(c => char.IsControl(c) && c != '\t'));
        });
    }

    private static List<string> Split(byte[] bytes, int step = int.MaxValue)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(OutputKind.Output, new OutputLimits(64), new OutputBudget(10_000), line => lines.Add(line.Text));
        for (var at = 0; at < bytes.Length; at += Math.Min(step, bytes.Length))
            splitter.Add(bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
        splitter.Complete();
        return lines;
    }
}
