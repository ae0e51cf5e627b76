using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weft.Domain.Audit;

/// <summary>An instant is the same whatever offset it is written with.</summary>
internal sealed class UtcInstants : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
}

/// <summary>Sets enumerate in an order that differs from process to process; here they are sorted by what is written of each member.</summary>
internal sealed class SortedSets : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.GetInterfaces().Append(typeToConvert).Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlySet<>));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var member = typeToConvert.GetInterfaces().Append(typeToConvert)
            .First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlySet<>)).GetGenericArguments()[0];
        return (JsonConverter)Activator.CreateInstance(typeof(Writer<,>).MakeGenericType(typeToConvert, member))!;
    }

    private sealed class Writer<TSet, TMember> : JsonConverter<TSet>
        where TSet : IEnumerable<TMember>
    {
        public override TSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, TSet value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var text in value.Select(member => JsonSerializer.Serialize(member, options)).Order(StringComparer.Ordinal))
            {
                writer.WriteRawValue(text);
            }

            writer.WriteEndArray();
        }
    }
}
