using Shouldly;
using Xunit;
using YamlDotNet.Serialization;

namespace Weft.Architecture.Tests;

/// <summary>No engine is needed to see that the files for Docker fit the sources.</summary>
public sealed class ComposeTests
{
    [Fact]
    public void the_compose_file_starts_the_database_the_brokers_and_the_server()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Repository.Read("docker-compose.yml"));
        ((Dictionary<object, object>)file["services"]).Keys.ShouldBe(["mosquitto", "postgres", "redis", "weft"], ignoreOrder: true);
    }

    [Fact]
    public void the_image_starts_what_the_command_line_is_called_and_sets_what_it_reads()
    {
        var image = Repository.Read("Dockerfile");
        image.ShouldContain("dotnet publish src/Cli");
        image.ShouldContain(typeof(Cli.CommandLine).Assembly.GetName().Name + ".dll up");
        foreach (var variable in new[] { "WEFT_DATA_DIR", "WEFT_SERVER_URL" })
        {
            image.ShouldContain(variable);
            Cli.Settings.Setting.All.ShouldContain(s => s.Variable == variable);
        }
    }
}
