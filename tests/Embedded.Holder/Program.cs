using System.Diagnostics;
using Weft.Embedded;

// Holds the server of the folder in args[0] until its input ends, or until it is killed. args[1]: the address to announce.
// args[2]: a cache folder; then an installed PostgreSQL is ignored and the one of npm is used.
var search = PostgresSearch.ThisMachine();
var options = new EmbeddedPostgresOptions
{
    DataDir = args[0],
    Url = args.ElementAtOrDefault(1),
    Search = args.ElementAtOrDefault(2) is { } cache ? search with { PgBin = null, Path = [], InstallFolders = [], CacheFolder = cache } : search,
};
var watch = Stopwatch.StartNew();
await using var server = await EmbeddedPostgres.StartAsync(options, CancellationToken.None);
Console.Error.WriteLine($"PostgreSQL {server.Version} from {server.BinDir} after {watch.ElapsedMilliseconds} ms");
Console.WriteLine($"{server.ProcessId} {server.ConnectionString}");
await Console.In.ReadToEndAsync();
watch.Restart();
await server.StopAsync();
Console.Error.WriteLine($"stopped after {watch.ElapsedMilliseconds} ms");
