using System.Collections;
using System.Text.Json.Serialization.Metadata;
using Marten;
using Marten.Services;
using Weft.Projections.Workflows;

namespace Weft.Projections;

/// <summary>What a row would say without saying it is not stored: false, 0 and empty collections, where a new row has just that. Most of a
/// task's row is of this kind, and the database pays for every key that it parses, sorts and logs. What is required is always written, and so
/// is all that is no row: events and snapshots go through the same serializer.</summary>
internal static class LeanRows
{
    /// <summary>To be called once the serializer is chosen.</summary>
    public static void Use(StoreOptions options) => ((SystemTextJsonSerializer)options.Serializer()).Configure(
        json => json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(LeaveOut));

    private static void LeaveOut(JsonTypeInfo type)
    {
        if (New(type.Type) is not { } row)
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            if (property is { IsRequired: false, Get: { } get } && IsNothing(get(row)))
            {
                property.ShouldSerialize = (_, value) => !IsNothing(value);
            }
        }
    }

    /// <summary>As reading makes it before it sets what is stored; null: it is no row, and no part of rows alone.</summary>
    private static object? New(Type type) => type == typeof(TaskCounts) ? TaskCounts.None
        : type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IRow)) ? Activator.CreateInstance(type)
        : null;

    private static bool IsNothing(object? value) => value is false or 0 or 0L or 0.0 or ICollection { Count: 0 } or TaskCounts { Total: 0 };
}
