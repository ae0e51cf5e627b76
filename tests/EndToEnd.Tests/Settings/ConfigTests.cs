using System.Text.Json;
using Shouldly;

namespace Weft.EndToEnd.Tests.Settings;

[Trait("Capability", "Z10")]
public sealed class ConfigTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Each_source_overrides_the_one_before_and_is_named()
    {
        await WriteAsync("""{"serverUrl": "http://127.0.0.1:6001", "receiptDays": 9, "telemetryDays": 3}""");
        var environment = new Dictionary<string, string?> { ["WEFT_SERVER_URL"] = "http://127.0.0.1:6002", ["WEFT_TELEMETRY_DAYS"] = "4" };

        var shown = await ShowAsync(["--port", "6003"], environment);

        shown["serverUrl"].ShouldBe(("http://127.0.0.1:6003", "flag"));
        shown["telemetryDays"].ShouldBe(("4", "environment"));
        shown["receiptDays"].ShouldBe(("9", "file"));
        shown["workspace"].ShouldBe(("default", "default"));
    }

    [Fact]
    public async Task Secrets_are_never_shown()
    {
        var environment = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Weft"] = "Host=db;Password=open-sesame",
            ["WEFT_KEY"] = "weft_0123456789",
            ["WEFT_ADMIN_KEY"] = "weft_9876543210",
        };

        var ended = await WeftProcess.RunAsync(["config", "--data-dir", _folder.Data], environment);

        ended.ExitCode.ShouldBe(0, ended.ToString());
        ended.Output.ShouldContain("(hidden)");
        ended.ToString().ShouldNotContain("open-sesame");
        ended.ToString().ShouldNotContain("0123456789");
        ended.ToString().ShouldNotContain("9876543210");
    }

    [Theory]
    [InlineData("""{"recieptDays": 9}""", "recieptDays")]
    [InlineData("""{"receiptDays": "soon"}""", "receiptDays")]
    [InlineData("""{"receiptDays": 4000}""", "ReceiptDays")]
    [InlineData("""{"logLevel": "loud"}""", "logLevel")]
    [InlineData("""{"logLevel": "7"}""", "logLevel")]
    [InlineData("""{"otlpEndpoint": "collector"}""", "OtlpEndpoint")]
    [InlineData("""{"workspace": "../other"}""", "workspace")]
    [InlineData("""{"connectionString": "open-sesame"}""", "connectionString (from file) is a list such as")]
    [InlineData("""{"connectionString": "Bogus=1;Host=db"}""", "connectionString (from file) is a list such as")]
    [InlineData("""{"url": "localhost"}""", "url (from file) is an http or https address")]
    [InlineData("""{"serverUrl": "ftp://here"}""", "serverUrl (from file) is an http or https address")]
    [InlineData("""not json""", "weft.json")]
    public async Task A_setting_that_cannot_be_meant_is_refused_by_name(string file, string named)
    {
        await WriteAsync(file);

        var ended = await WeftProcess.RunAsync(["config", "--data-dir", _folder.Data]);

        ended.ExitCode.ShouldBe(2, ended.ToString());
        ended.Errors.ShouldContain(named);
        ended.Errors.ShouldNotContain("open-sesame");
    }

    public void Dispose() => _folder.Dispose();

    private async Task WriteAsync(string json)
    {
        Directory.CreateDirectory(_folder.Data);
        await File.WriteAllTextAsync(Path.Combine(_folder.Data, "weft.json"), json, TestContext.Current.CancellationToken);
    }

    private async Task<Dictionary<string, (string? Value, string Source)>> ShowAsync(string[] flags, Dictionary<string, string?> environment)
    {
        var ended = await WeftProcess.RunAsync(["config", "--json", "--data-dir", _folder.Data, .. flags], environment);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return JsonDocument.Parse(ended.Output).RootElement.GetProperty("settings").EnumerateArray().ToDictionary(
            setting => setting.GetProperty("name").GetString()!,
            setting => (setting.GetProperty("value").GetString(), setting.GetProperty("source").GetString()!));
    }
}
