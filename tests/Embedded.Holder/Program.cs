using System.Diagnostics;
using Weft.Embedded;

// Holds the server of the folder in args[0] until its input ends, or until it is killed.
var watch = Stopwatch.StartNew();
await using var server = await EmbeddedPostgres.StartAsync(
    new EmbeddedPostgresOptions { DataDir = args[0], Url = args.ElementAtOrDefault(1) }, CancellationToken.None);
Console.Error.WriteLine($"PostgreSQL {server.Version} from {server.BinDir} after {watch.ElapsedMilliseconds} ms");
Console.WriteLine($"{server.ProcessId} {server.ConnectionString}");
await Console.In.ReadToEndAsync();
watch.Restart();
await server.StopAsync();
Console.Error.WriteLine($"stopped after {watch.ElapsedMilliseconds} ms");
