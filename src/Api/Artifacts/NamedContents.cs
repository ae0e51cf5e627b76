using Weft.Application.Artifacts;
using Weft.Contracts;
using Weft.Domain;

namespace Weft.Api.Artifacts;

/// <summary>A hash that is written down must lead to its content: whoever comes next would otherwise stand before nothing.</summary>
public sealed class NamedContents(Blobs blobs)
{
    private const string Missing = "blob.content-missing";

    public Task<Rejection?> MissingAsync(HttpContext http, SubmitRequest body) => MissingAsync(http, (body.Outputs ?? []).Select(o => o.Hash));

    public async Task<Rejection?> MissingAsync(HttpContext http, IEnumerable<string?> hashes)
    {
        string[] named = [.. hashes.OfType<string>().Distinct(StringComparer.Ordinal)];
        var missing = named.Length == 0 ? null : await blobs.FirstMissingAsync((string)http.GetRouteValue("workspace")!, named, http.RequestAborted);
        return missing is null
            ? null
            : Rejection.Because(Missing, $"Nothing is stored under the hash {missing}: send the content to PUT …/blobs/{missing} first.", ("hash", missing));
    }
}
