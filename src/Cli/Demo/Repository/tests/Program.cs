using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Reflection;
using System.Threading.Tasks;

namespace Notes.Tests;

/// <summary>A class with tests: its public methods, each given the running service.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GroupAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

public sealed class FailedException(string what) : Exception(what);

public sealed record Running(Server Server, HttpClient Http)
{
    /// <summary>Calls the service and answers what it said.</summary>
    public async Task<(int Status, string Body)> CallAsync(string method, string path, string role, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-Role", role);
        request.Content = body is null ? null : new StringContent(body);
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

public static class Check
{
    public static void That(bool holds, string what)
    {
        if (!holds)
        {
            throw new FailedException(what);
        }
    }
}

public static class Program
{
    public static async Task<int> Main(string[] groups)
    {
        var tests = typeof(Program).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<GroupAttribute>() is { } group && (groups.Length == 0 || groups.Contains(group.Name)))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .OrderBy(test => test.DeclaringType!.Name, StringComparer.Ordinal).ThenBy(test => test.Name, StringComparer.Ordinal).ToList();
        var failed = 0;
        foreach (var test in tests)
        {
            failed += await RunAsync(test) ? 0 : 1;
        }

        Console.WriteLine($"{tests.Count - failed} passed, {failed} failed");
        return failed == 0 && tests.Count > 0 ? 0 : 1;
    }

    // Each test gets a service of its own, listening on a port of its own.
    private static async Task<bool> RunAsync(MethodInfo test)
    {
        var name = $"{test.DeclaringType!.Name}.{test.Name}";
        using var server = Start();
        using var http = new HttpClient { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            await (Task)test.Invoke(null, [new Running(server, http)])!;
            Console.WriteLine($"ok   {name}");
            return true;
        }
        catch (Exception failure)
        {
            Console.WriteLine($"FAIL {name}: {(failure is TargetInvocationException { InnerException: { } inner } ? inner : failure).Message}");
            return false;
        }
    }

    private static Server Start()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new Server(FreePort(), ".");
            }
            catch (HttpListenerException) when (attempt < 5)
            {
                // Somebody else was quicker to take the port.
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
