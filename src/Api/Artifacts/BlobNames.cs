using Weft.Api.Coordination;
using Weft.Domain;

namespace Weft.Api.Artifacts;

internal static class BlobNames
{
    public static Rejection NotAHash { get; } = Rejection.Because(Problems.BadValue, "A blob is addressed by its SHA-256 as 64 lower-case hex digits.", ("field", "hash"));

    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
