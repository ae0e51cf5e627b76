using Microsoft.Extensions.Logging;
using Weft.Api.Hosting;
using Weft.Worker.Agents;

switch (args)
{
    case ["server", var connection, var url, var key]:
        var settings = new ServerSettings { ConnectionString = connection, Url = url, AdminKey = key, AllowUnsafe = true, LogLevel = LogLevel.Warning };
        await using (var server = await WeftServer.StartAsync(settings, CancellationToken.None))
        {
            Console.WriteLine($"ready {server.Url}");
            await server.StoppedAsync();
        }
        return 0;

    case ["agent", var id, var home, var exec, var capacity, var merges, .. var skills]:
        return await AgentHost.RunUntilSignalAsync(
            new AgentSettings
            {
                Url = Environment.GetEnvironmentVariable("WEFT_URL")!,
                Key = Environment.GetEnvironmentVariable("WEFT_KEY")!,
                Workspace = Environment.GetEnvironmentVariable("WEFT_WORKSPACE")!,
                Id = id,
                Home = home,
                Exec = exec.Length > 0 ? exec : null,
                Capacity = int.Parse(capacity, System.Globalization.CultureInfo.InvariantCulture),
                Merges = merges == "merges",
                Skills = SkillSyntax.Parse(string.Join(',', skills)),
                DrainSeconds = 1,
                GraceSeconds = 2,
            },
            Console.Out);

    default:
        return 2;
}
