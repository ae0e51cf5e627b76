using Weft.Benchmarks.Balancing;
using Weft.Benchmarks.Dispatch;
using Weft.Benchmarks.Faults;
using Weft.Benchmarks.HotPath;
using Weft.Benchmarks.Scheduling;
using Weft.Benchmarks.Start;
using Weft.Benchmarks.Templates;

namespace Weft.Benchmarks;

/// <summary>The suites by name, and the command line before them: <c>SUITE [--json] [--data X]</c>.</summary>
public static class Suites
{
    public static IReadOnlyDictionary<string, Func<string?, CancellationToken, Task<SuiteResult>>> All { get; } =
        new SortedDictionary<string, Func<string?, CancellationToken, Task<SuiteResult>>>(StringComparer.Ordinal)
        {
            ["balancing"] = BalancingSuite.RunAsync,
            ["dispatch"] = DispatchSuite.RunAsync,
            ["faults"] = FaultsSuite.RunAsync,
            ["hot-path"] = HotPathSuite.RunAsync,
            ["scheduling"] = SchedulingSuite.RunAsync,
            ["start"] = StartSuite.RunAsync,
            ["templates"] = TemplatesSuite.RunAsync,
        };

    /// <summary>0: it ran, whatever the figures; 1: it could not, or not with all of its data; 2: wrong usage.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        if (!TryRead(args, out var suite, out var json, out var data) || !All.TryGetValue(suite, out var run))
        {
            await errors.WriteLineAsync($"usage: SUITE [--json] [--data FILE or FOLDER]; the suites are: {string.Join(", ", All.Keys)}");
            return 2;
        }

        try
        {
            var result = await run(data, cancellation);
            await output.WriteLineAsync(json ? result.ToJson() : string.Join(Environment.NewLine, result.ToTable()));
            return result.IsIncomplete ? 1 : 0;
        }
        catch (MissingDataException missing)
        {
            await errors.WriteLineAsync(missing.Message);
            return 1;
        }
    }

    private static bool TryRead(string[] args, out string suite, out bool json, out string? data)
    {
        (suite, json, data) = ("", false, null);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json":
                    json = true;
                    break;
                case "--data" when i + 1 < args.Length:
                    data = args[++i];
                    break;
                case var name when suite.Length == 0 && !name.StartsWith('-'):
                    suite = name;
                    break;
                default:
                    return false;
            }
        }

        return suite.Length > 0;
    }
}
