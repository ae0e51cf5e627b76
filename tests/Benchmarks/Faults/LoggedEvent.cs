using System.Text.Json;

namespace Weft.Benchmarks.Faults;

/// <summary>A row of the event log, as it is stored.</summary>
/// <param name="Position">seq_id: rows come in this order</param>
public sealed record LoggedEvent(long Position, string Workspace, string Stream, long Version, string Type, JsonElement Data)
{
    public string Task => Text("task");

    /// <summary>The fencing token that the event names; 0 for none.</summary>
    public long Token => Data.TryGetProperty("token", out var token) ? token.GetInt64() : 0;

    public int Attempt => Data.TryGetProperty("attempt", out var attempt) ? attempt.GetInt32() : 0;

    public string Text(string name) => Data.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    public bool Has(string name) => Data.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
}
