using System.Diagnostics;
using System.Text.Json;
using Weft.Domain.Templates;

namespace Weft.Benchmarks.Templates;

/// <summary>Compares the template language with what Go answered, in the form where a missing key is an error. Agreement leaves out
/// what Weft refuses beyond field access; a text that differs from Go's is always wrong.</summary>
public static class TemplatesSuite
{
    private const int SecondsMeasured = 2;

    private enum Verdict { Agrees, Refused, Wrong }

    public static async Task<SuiteResult> RunAsync(string? data, CancellationToken cancellation)
    {
        var path = BenchmarkData.Find(data, "go-templates.json");
        var cases = await ReadAsync(path, cancellation);
        var verdicts = cases.Select(Judge).ToList();
        var (agreeing, refused, wrong) = (Count(Verdict.Agrees), Count(Verdict.Refused), Count(Verdict.Wrong));
        foreach (var (known, verdict) in cases.Zip(verdicts).Where(c => c.Second == Verdict.Wrong))
        {
            await Console.Error.WriteLineAsync($"{verdict}: {known.Id}");
        }

        var figures = new Dictionary<string, double>
        {
            ["agreement"] = agreeing + wrong == 0 ? 0 : agreeing / (double)(agreeing + wrong),
            ["cases"] = cases.Count,
            ["refused"] = refused,
            ["wrong"] = wrong,
            ["templates_per_second"] = Math.Round(Speed(cases, cancellation)),
        };
        return new SuiteResult("templates", figures, new Dictionary<string, Target> { ["agreement"] = new(1, null) });

        int Count(Verdict verdict) => verdicts.Count(v => v == verdict);
    }

    private static async Task<List<GoCase>> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return [.. (await JsonSerializer.DeserializeAsync<JsonElement>(file, cancellationToken: cancellation)).EnumerateArray().Select(GoCase.Read)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new MissingDataException($"{path} does not have the form of go-templates.json: {error.Message}");
        }
    }

    private static Verdict Judge(GoCase known)
    {
        var mine = Render(known);
        if (known.Text is not null && mine.Text is not null)
        {
            return mine.Text == known.Text ? Verdict.Agrees : Verdict.Wrong;
        }

        if (mine.Problem is not { } problem)
        {
            return Verdict.Wrong;
        }

        if (known.Refusal is not null && known.IsAtPlaceOf(problem))
        {
            return Verdict.Agrees;
        }

        return IsOwnLimit(problem) && !known.IsFieldAccessOnly ? Verdict.Refused : Verdict.Wrong;
    }

    private static bool IsOwnLimit(TemplateProblem problem) => problem.Code
        is TemplateCodes.Unsupported or TemplateCodes.TooDeep or TemplateCodes.TooLarge or TemplateCodes.TooManySteps;

    private static RenderedTemplate Render(GoCase known)
    {
        var parsed = GoTemplate.Parse("t", known.Template);
        return parsed.Template?.Render(known.Data) ?? new RenderedTemplate(null, parsed.Problem);
    }

    /// <summary>Parsing and rendering, all cases in turn.</summary>
    private static double Speed(List<GoCase> cases, CancellationToken cancellation)
    {
        var ordinary = cases.Where(c => Judge(c) == Verdict.Agrees && c.Text is not null).ToList();
        var watch = Stopwatch.StartNew();
        var count = 0L;
        while (watch.Elapsed.TotalSeconds < SecondsMeasured && ordinary.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            ordinary.ForEach(c => Render(c));
            count += ordinary.Count;
        }

        return count / watch.Elapsed.TotalSeconds;
    }
}
