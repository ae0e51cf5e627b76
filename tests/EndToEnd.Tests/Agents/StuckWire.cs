using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Weft.EndToEnd.Tests.Agents;

/// <summary>Passes everything on to the server but one kind of request, which gets stuck on the way.</summary>
internal sealed class StuckWire : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _server;
    private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StuckWire(string server, string ending)
    {
        _server = new HttpClient { BaseAddress = new Uri(server), Timeout = Timeout.InfiniteTimeSpan };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(http => http.Request.Path.Value!.EndsWith(ending, StringComparison.Ordinal) ? StickAsync(http) : PassAsync(http));
    }

    public string Url => _app.Urls.First();

    public Task Stuck => _stuck.Task;

    public static async Task<StuckWire> StartAsync(string server, string ending)
    {
        var wire = new StuckWire(server, ending);
        await wire._app.StartAsync();
        return wire;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private Task StickAsync(HttpContext http)
    {
        _stuck.TrySetResult();
        return Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private async Task PassAsync(HttpContext http)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.Path + http.Request.QueryString.Value);
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in http.Request.Headers.Where(header => header.Key is not ("Host" or "Content-Length" or "Transfer-Encoding" or "Connection")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }
        try
        {
            using var answer = await _server.SendAsync(request, http.RequestAborted);
            http.Response.StatusCode = (int)answer.StatusCode;
            http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await http.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync(http.RequestAborted), http.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            http.Abort();
        }
    }
}
