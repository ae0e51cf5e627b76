using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Servers;

/// <summary>Lists, page after page to their end.</summary>
public static class Listing
{
    public static async Task<List<T>> AllAsync<T>(WeftClient client, string path, CancellationToken cancellation)
    {
        var all = new List<T>();
        string? next = null;
        do
        {
            var page = await client.GetAsync<Page<T>>(At(path, next), cancellation: cancellation);
            all.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);
        return all;
    }

    /// <summary>A list that belongs to no workspace.</summary>
    public static async Task<List<T>> AllAsync<T>(Connection connection, string path, CancellationToken cancellation)
    {
        var all = new List<T>();
        string? next = null;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, At(path, next));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", connection.Key);
            using var answer = await connection.Http.SendAsync(request, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new FailedException($"the server answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
            }

            var page = await answer.Content.ReadFromJsonAsync<Page<T>>(JsonSerializerOptions.Web, cancellation) ?? throw new FailedException("the server answered nothing");
            all.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);
        return all;
    }

    private static string At(string path, string? cursor) =>
        cursor is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={Uri.EscapeDataString(cursor)}";
}
