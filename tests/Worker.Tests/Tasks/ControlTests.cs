using System.Collections.Concurrent;
using Shouldly;
using Weft.Worker.Tasks;

namespace Weft.Worker.Tests.Tasks;

[Trait("Capability", "H9")]
public sealed class ControlTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-control-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void lines_are_progress_or_checkpoints()
    {
        ControlLine.Parse("progress 40 half of it").ShouldBe(new ControlLine.Progress(40, "half of it"));
        ControlLine.Parse(" progress 12.5% ").ShouldBe(new ControlLine.Progress(12.5, null));
        ControlLine.Parse("checkpoint 40 tests-written").ShouldBe(new ControlLine.Checkpoint(40, "tests-written"));
    }

    [Theory]
    [InlineData("progress")]
    [InlineData("progress much")]
    [InlineData("progress 101")]
    [InlineData("progress -1")]
    [InlineData("checkpoint 40")]
    [InlineData("checkpoint 40 ../up")]
    [InlineData("checkpoint 40 two words")]
    [InlineData("dance 40 now")]
    public void anything_else_is_unknown(string text) => ControlLine.Parse(text).ShouldBeOfType<ControlLine.Unknown>();

    [Fact]
    public async Task a_line_is_handled_when_it_is_whole_and_the_last_ones_after_the_end()
    {
        var (control, answers) = Files();
        var seen = new ConcurrentQueue<ControlLine>();
        var first = new TaskCompletionSource();
        using var channel = new ControlChannel(control, answers, line =>
        {
            seen.Enqueue(line);
            first.TrySetResult();
            return Task.CompletedTask;
        });
        using var ended = new CancellationTokenSource();
        await File.AppendAllTextAsync(control, "progress 1\nprog", TestContext.Current.CancellationToken);
        var reading = channel.RunAsync(ended.Token);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        seen.Count.ShouldBe(1);
        await File.AppendAllTextAsync(control, "ress 2\n", TestContext.Current.CancellationToken);
        await ended.CancelAsync();
        await reading;
        seen.ShouldBe([new ControlLine.Progress(1, null), new ControlLine.Progress(2, null)]);
    }

    [Fact]
    public async Task what_is_put_in_the_files_place_is_not_looked_at()
    {
        var (control, answers) = Files();
        var secret = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(secret, "", TestContext.Current.CancellationToken);
        using var channel = new ControlChannel(control, answers, _ => Task.CompletedTask);
        File.Delete(answers);
        File.CreateSymbolicLink(answers, secret);
        channel.Answer("saved one");
        (await File.ReadAllTextAsync(secret, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    private (string Control, string Answers) Files()
    {
        var (control, answers) = (Path.Combine(_folder, "control"), Path.Combine(_folder, "answers"));
        File.WriteAllBytes(control, []);
        File.WriteAllBytes(answers, []);
        return (control, answers);
    }
}
