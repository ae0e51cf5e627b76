using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;

namespace Notes;

/// <summary>Listens on 127.0.0.1 from its construction on.</summary>
public sealed class Server : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly IReadOnlyList<Route> _routes;
    private readonly string _root;

    public Server(int port, string root)
    {
        _root = root;
        _routes = Routes.All(new Store(), Policy.Read(root));
        Address = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Address { get; }

    public IReadOnlyList<Route> Offered => _routes;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => Handle(context));
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Handle(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        var (answer, type) = Page(path) is { } page ? (new Answer(200, page.Text), page.Type) : (Ask(context.Request, path), "application/json");
        var bytes = Encoding.UTF8.GetBytes(answer.Json);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = type;
        context.Response.Close(bytes, willBlock: true);
    }

    private Answer Ask(HttpListenerRequest request, string path)
    {
        foreach (var route in _routes)
        {
            if (route.Match(request.HttpMethod, path) is { } values)
            {
                using var body = new StreamReader(request.InputStream);
                var query = request.QueryString.AllKeys.OfType<string>().ToDictionary(key => key, key => request.QueryString[key]!);
                return route.Handle(new(values, query, request.Headers["X-Role"] ?? "anyone", body.ReadToEnd()));
            }
        }

        return Answer.NotFound;
    }

    private (string Text, string Type)? Page(string path)
    {
        var name = path == "/" ? "index.html" : path[1..];
        var file = Path.Combine(_root, "page", name);
        return name.Contains('/') || !File.Exists(file) ? null : (File.ReadAllText(file), name.EndsWith(".js") ? "text/javascript" : "text/html");
    }
}
