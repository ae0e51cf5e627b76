using JasperFx;
using Weft.Api.Hosting;

// 'codegen write' puts what Wolverine weaves around endpoints and handlers into src/Api/Internal/Generated; it needs no database.
if (args is ["codegen", ..])
{
    await using var described = WeftServer.Use(WeftServer.Builder(new ServerSettings { ConnectionString = "Host=nowhere" }).Build());
    return await described.RunJasperFxCommands(args);
}

// The server alone, on a database of one's own; the command 'weft up' brings its own PostgreSQL along.
var settings = new ServerSettings
{
    ConnectionString = Environment.GetEnvironmentVariable("ConnectionStrings__Weft") ?? "",
    Url = Environment.GetEnvironmentVariable("WEFT_SERVER_URL") ?? "http://127.0.0.1:5080",
};
await using var server = await WeftServer.StartAsync(settings, CancellationToken.None);
if (server.NewAdminKey is { } key)
{
    Console.Error.WriteLine($"The admin key, shown this once: {key}");
}

await server.StoppedAsync();
return 0;
