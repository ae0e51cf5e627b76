using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Queries;

[Trait("Capability", "K4")]
public sealed class PredictionMeterTests
{
    /// <summary>The skill is this test's alone, so that others that run beside it are not heard.</summary>
    private const string Skill = "foretelling";

    [Fact]
    public async Task how_far_off_a_prediction_was_is_metered_once_when_the_result_is_committed()
    {
        var heard = new ConcurrentQueue<double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => Listen(instrument, l) };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(t => t is { Key: "family", Value: string family } && family.EndsWith($":{Skill}", StringComparison.Ordinal)))
            {
                heard.Enqueue(value);
            }
        });
        listener.Start();
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("foretold", $"skills: [{Skill}]\ntasks: [{{name: a, skills: [{Skill}]}}, {{name: b, skills: [{Skill}]}}]");
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", "ada", [new SkillLevel(Skill, 1)]));
        await scene.StartAsync("foretold");
        var first = await scene.ClaimAsync("ada");
        heard.ShouldBeEmpty("nothing is handed in");
        await scene.DoAsync("ada", first);

        // What follows a commit is done before the next command is decided.
        var second = await scene.ClaimAsync("ada");
        heard.ShouldHaveSingleItem().ShouldBeInRange(0.5, 1, "it was done at once and had an estimate of minutes");
        await scene.PostAsync<TaskAnswer>($"/workflows/{second.Workflow}/tasks/{second.Task}/fail", new FailRequest("ada", second.Token, "no"));
        await scene.GetAsync<AgentView>("/agents/ada");
        heard.Count.ShouldBe(1, "an attempt that failed says nothing of the prediction");
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == "weft.prediction.error")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
