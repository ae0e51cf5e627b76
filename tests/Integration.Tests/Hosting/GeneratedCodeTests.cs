using System.Diagnostics;
using Shouldly;
using Weft.Api.Hosting;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

/// <summary>What the server would generate now is what lies in src/Api/Internal/Generated. To renew it: <c>./dev generate</c>.</summary>
[Trait("Capability", "Z1")]
public sealed class GeneratedCodeTests
{
    [Fact]
    public async Task the_generated_code_is_that_of_todays_endpoints_and_handlers()
    {
        var folder = Directory.CreateTempSubdirectory("weft-generated-");
        try
        {
            using var generating = Process.Start(new ProcessStartInfo("dotnet", [Program(), "codegen", "write"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            })!;
            var output = await generating.StandardOutput.ReadToEndAsync(Server.Cancellation);
            await generating.WaitForExitAsync(Server.Cancellation);
            generating.ExitCode.ShouldBe(0, output);
            var (now, stored) = (Read(Path.Combine(folder.FullName, "Internal")), Read(Path.Combine(Checkout.Root, "src", "Api", "Internal")));
            now.Count.ShouldBeGreaterThan(50);
            stored.Keys.Order(StringComparer.Ordinal).ShouldBe(now.Keys.Order(StringComparer.Ordinal));
            stored.Where(f => f.Value != now[f.Key]).Select(f => f.Key).ShouldBeEmpty("generated from older code");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Read(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), f => File.ReadAllText(f).ReplaceLineEndings("\n"), StringComparer.Ordinal);

    /// <summary>The server's own build: beside the tests lie the packages of the tests.</summary>
    private static string Program()
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Checkout.Root, "src", "Api", "bin", built.Parent!.Name, built.Name, $"{typeof(WeftServer).Assembly.GetName().Name}.dll");
    }
}
