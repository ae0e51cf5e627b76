using System.CommandLine;
using Npgsql;
using Weft.Api.Hosting;
using Weft.Application.EventStore;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Embedded;
using WeftSchema = Weft.Api.Hosting.Schema;

namespace Weft.Cli.Schema;

/// <summary><c>weft schema</c>: which version the database has, and bringing it up to date.</summary>
public static class SchemaCommand
{
    public static Command Create()
    {
        var status = new Command("status", "Show the schema version of the database and the one that this program needs.").WithDatabase().With(SettingsOptions.Json);
        status.SetAction((parsed, cancellation) => OnDatabaseAsync(parsed.Settings(), (database, _) => StatusAsync(database, parsed.Screen(), cancellation), cancellation));
        var apply = new Command("apply", "Bring the schema up to date. An embedded database is saved first. Applied again, it changes nothing.").WithDatabase().With(SettingsOptions.Json);
        apply.SetAction((parsed, cancellation) =>
        {
            var (settings, screen) = (parsed.Settings(), parsed.Screen());
            return OnDatabaseAsync(settings, (database, own) => ApplyAsync(settings, database, own, screen, cancellation), cancellation);
        });
        return new Command("schema", "Look at the database's schema, or bring it up to date.") { status, apply };
    }

    private static async Task<int> OnDatabaseAsync(EffectiveSettings settings, Func<string, EmbeddedPostgres?, Task<int>> work, CancellationToken cancellation)
    {
        if (settings.ConnectionString is { } given)
        {
            return await work(given, null);
        }

        await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDir = settings.DataDir }, cancellation);
        return await work(postgres.ConnectionString, postgres);
    }

    private static async Task<int> StatusAsync(string connectionString, Screen screen, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var found = await SchemaMigrations.VersionAsync(database, cancellation);
        screen.Result(new { Version = found, Needed = SchemaMigrations.Current });
        screen.Line($"schema version {found}; this program needs {SchemaMigrations.Current}");
        return found > SchemaMigrations.Current ? throw new SchemaTooNewException(found, SchemaMigrations.Current) : ExitCode.Done;
    }

    private static async Task<int> ApplyAsync(EffectiveSettings settings, string connectionString, EmbeddedPostgres? own, Screen screen, CancellationToken cancellation)
    {
        if (own is not null)
        {
            await OwnServer.UpgradeAsync(own, screen.Say, cancellation);
        }

        var app = WeftServer.Builder(settings.ForServer(connectionString, adminKey: null)).Build();
        await using (app)
        {
            await WeftSchema.ApplyAsync(app.Services, cancellation);
        }

        return await StatusAsync(connectionString, screen, cancellation);
    }
}
