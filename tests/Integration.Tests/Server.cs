using System.Net.Http.Headers;
using System.Net.Http.Json;
using Alba;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Npgsql;
using Weft.Api.Hosting;
using Weft.Application.Access;
using Weft.Contracts;
using Weft.Embedded;
using Xunit;

[assembly: AssemblyFixture(typeof(Weft.Integration.Tests.SharedServerEnd))]

namespace Weft.Integration.Tests;

/// <summary>Stops the shared server, if there was one, and then its PostgreSQL.</summary>
public sealed class SharedServerEnd : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Server.StopSharedAsync();
        await SharedTestPostgres.EndAsync();
    }
}

/// <summary>The whole server in this process, on a database of its own. Most tests share one and work in workspaces of their own.</summary>
public sealed class Server : IAsyncDisposable
{
    private static readonly Lazy<Task<Server>> SharedServer = new(() => StartAsync());
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static int _workspaces;

    private Server(IAlbaHost host, ServerSettings settings, string adminKey)
    {
        Host = host;
        Settings = settings;
        AdminKey = adminKey;
    }

    public IAlbaHost Host { get; }

    public ServerSettings Settings { get; }

    public string AdminKey { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The server that tests share.</summary>
    public static Task<Server> SharedAsync() => SharedServer.Value;

    internal static async ValueTask StopSharedAsync()
    {
        if (SharedServer.IsValueCreated)
        {
            await (await SharedServer.Value).DisposeAsync();
        }
    }

    /// <param name="settings">changes the settings; a test that gives the same database and key twice restarts its server</param>
    public static async Task<Server> StartAsync(Func<ServerSettings, ServerSettings>? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var usual = Usual();
        var chosen = settings?.Invoke(usual) ?? usual;
        chosen = chosen.ConnectionString.Length == 0 ? chosen with { ConnectionString = await NewDatabaseAsync() } : chosen;
        var builder = WeftServer.Builder(chosen);
        configure?.Invoke(builder);
        return new Server(await AlbaHost.For(builder, app => WeftServer.Use(app)), chosen, chosen.AdminKey!);
    }

    /// <summary>For servers that a test starts itself, on a database of their own.</summary>
    public static async Task<ServerSettings> SettingsAsync() => Usual() with { ConnectionString = await NewDatabaseAsync() };

    private static ServerSettings Usual() => new()
    {
        ConnectionString = "",
        Url = "http://127.0.0.1:0",
        AllowUnsafe = true,
        AdminKey = KeyText.New(),
        LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning,
    };

    private static async Task<string> NewDatabaseAsync() =>
        await (await SharedTestPostgres.GetAsync()).CreateDatabaseAsync(await Template.Value, CancellationToken.None);

    /// <summary>As a client with this key; the administrator's when none is given.</summary>
    public HttpClient Client(string? key = null)
    {
        var client = Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key ?? AdminKey);
        return client;
    }

    /// <summary>A fresh workspace, by the administrator.</summary>
    public async Task<string> NewWorkspaceAsync()
    {
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"w{Interlocked.Increment(ref _workspaces)}-{Guid.NewGuid():N}");
        using var client = Client();
        (await client.PostAsJsonAsync("/v1/workspaces", new CreateWorkspaceRequest(name), Cancellation)).EnsureSuccessStatusCode();
        return name;
    }

    public async Task<IssuedKey> IssueKeyAsync(string role, string? workspace, string? agent = null, params string[] roles)
    {
        using var client = Client();
        var answer = await client.PostAsJsonAsync("/v1/keys", new IssueKeyRequest($"test-{role}", role, workspace, agent, roles), Cancellation);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<IssuedKey>(Cancellation))!;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>The schema is made once and copied.</summary>
    private static async Task<string> MakeTemplateAsync()
    {
        var postgres = await SharedTestPostgres.GetAsync();
        var settings = new ServerSettings { ConnectionString = await postgres.CreateDatabaseAsync(ct: CancellationToken.None), AllowUnsafe = true };
        await using (var app = WeftServer.Builder(settings).Build())
        {
            await Schema.ApplyAsync(app.Services, CancellationToken.None);
        }

        NpgsqlConnection.ClearAllPools();
        return SharedTestPostgres.DatabaseOf(settings.ConnectionString);
    }
}
