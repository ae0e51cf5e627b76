using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Weft.Contracts;

namespace Weft.Api.Hosting;

internal static class Logging
{
    public static void AddWeftLogging(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(o =>
        {
            o.IncludeScopes = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "O";
        });

        builder.Services.RemoveAll<ILoggerProvider>();
        builder.Services.AddSingleton<ConsoleLoggerProvider>();
        builder.Services.AddSingleton<ILoggerProvider>(s => new OutageLog(s.GetRequiredService<ConsoleLoggerProvider>(), settings.LogLevel, TimeProvider.System));

        // Standard output belongs to the commands that start a server, some of which print JSON there.
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(settings.LogLevel);

        // Libraries log every lost race and every wrong body with a full stack; what matters of them is answered and counted.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails is told by whoever started, in one line; the host would tell it with every stack on the way.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        builder.Logging.AddFilter("Npgsql", LogLevel.Error);
        builder.Logging.AddFilter("Marten", LogLevel.Warning);
        builder.Logging.AddFilter("JasperFx", LogLevel.Warning);
        builder.Logging.AddFilter("Wolverine", LogLevel.Warning);
        builder.Logging.AddFilter("Wolverine.Configuration.HandlerDiscovery", LogLevel.Error);
        builder.Logging.AddFilter("Wolverine.RDBMS", LogLevel.Critical);
        builder.Logging.AddFilter("Wolverine.Runtime.Agents", LogLevel.Critical);
        builder.Logging.AddFilter(typeof(ClaimRequest).Namespace, LogLevel.None);
    }
}

/// <summary>Everything logged during a request carries its workspace and its correlation.</summary>
internal sealed class RequestLogging(RequestDelegate next, ILogger<RequestLogging> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        string? correlation = http.Request.Headers[WeftHeaders.Correlation];
        using (log.BeginScope("workspace {Workspace}, correlation {Correlation}", http.GetRouteValue("workspace"), correlation ?? Activity.Current?.TraceId.ToString()))
        {
            await next(http);
        }
    }
}
