using System.Text.Json;

namespace Weft.Client;

internal static class Wire
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
}
