using System.Globalization;

namespace Weft.Client;

public sealed partial class WeftClient
{
    /// <summary>Any query of the workspace by its path below it, for example <c>workflows/{id}/tasks</c>.</summary>
    /// <param name="waitFor">wait until the answer reflects this position; the server says 504 when that takes longer than <paramref name="patience"/></param>
    public Task<T> GetAsync<T>(string path, long? waitFor = null, TimeSpan? patience = null, CancellationToken cancellation = default)
    {
        var parameters = waitFor is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}waitFor={waitFor}&timeout={(patience ?? TimeSpan.FromSeconds(5)).TotalSeconds}");
        return QueryAsync<T>($"{At()}/{path.TrimStart('/')}{parameters}", cancellation, (patience ?? TimeSpan.FromSeconds(5)) + Margin);
    }
}
