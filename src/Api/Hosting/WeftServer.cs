using Weft.Api.Access;
using Weft.Api.Artifacts;
using Weft.Api.Conflicts;
using Weft.Api.Coordination;
using Weft.Application.Agents;
using Weft.Application.Artifacts;
using Weft.Application.Catalogue;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Wolverine.Http;

namespace Weft.Api.Hosting;

/// <summary>The composition root: what a Weft server consists of. The command line, the tests and <c>Program</c> start the same one.</summary>
public static class WeftServer
{
    public static WebApplicationBuilder Builder(ServerSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(WeftServer).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Limits.MaxRequestBodySize = Math.Max(settings.MaxBodyBytes, settings.MaxBlobBytes) + 1024);
        builder.WebHost.UseUrls(settings.Url);
        builder.AddWeftLogging(settings);
        builder.AddWeftStorage(settings.Checked());
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IStreamReader, StreamFolder>();
        services.AddSingleton<Mailboxes>();
        services.AddSingleton<IDoor>(s => s.GetRequiredService<Mailboxes>());
        services.AddSingleton<HttpDoor>();
        services.AddWeftForwarding();
        services.AddSingleton<Blobs>();
        services.AddSingleton<NamedContents>();
        services.AddSingleton<ResolutionContents>();
        services.AddSingleton<Heartbeats>();
        services.AddSingleton<Telemetry>();
        services.AddSingleton<TemplateCatalogue>();
        services.AddSingleton<WorkspaceList>();
        services.AddSingleton<KeyLookup>();
        services.AddSingleton<AdminKey>();
        services.AddSingleton<Readiness>();
        services.AddWeftReads();
        services.AddSingleton<Partitions>();
        services.AddSingleton<Housekeeping>();
        services.AddHostedService<Lifecycle>();
        services.AddHostedService(s => s.GetRequiredService<Housekeeping>());
        services.AddHostedService<ReadModelKeeper>();
        services.AddWeftObservation(settings);
        services.AddWeftDescription();
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(settings.ShutdownSeconds));
        services.AddProblemDetails(o => o.CustomizeProblemDetails = LastResort.Describe);
        services.ConfigureHttpJsonOptions(o => Coordination.Json.Configured(o.SerializerOptions));
        services.AddWolverineHttp();
        return builder;
    }

    /// <summary>The order matters: problems around everything, then who calls, then what is sent and to whom it belongs, then the endpoints.</summary>
    public static WebApplication Use(WebApplication app)
    {
        app.FollowCommits();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = LastResort.OfExceptionAsync, SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(LastResort.OfStatusAsync);
        app.UseRouting();
        app.UseMiddleware<RequestLogging>();
        app.UseMiddleware<KeyCheck>();
        app.UseMiddleware<RouteNames>();
        app.UseMiddleware<BodyReading>();
        app.UseMiddleware<StorableTexts>();
        app.UseMiddleware<Forwarding>();
        app.MapWolverineEndpoints(o =>
        {
            o.RejectUnparseableQueryValues = true;
            o.AddPolicy<BodyRulesPolicy>();
        });
        app.MapWeftDescription();
        return app;
    }

    /// <exception cref="UnsafeDatabaseException">the database may lose what it has confirmed</exception>
    public static async Task<RunningServer> StartAsync(ServerSettings settings, CancellationToken cancellation)
    {
        var app = Use(Builder(settings).Build());
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new RunningServer(app);
    }
}
