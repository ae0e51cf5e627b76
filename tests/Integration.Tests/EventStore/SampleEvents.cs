using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Weft.Integration.Tests.EventStore;

/// <summary>An event of any type with something in every field.</summary>
internal static class SampleEvents
{
    public static object Of(Type type) => Make(type, type.Name)!;

    private static object? Make(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => $"a {name}",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => 7,
            _ when type == typeof(long) => 8L,
            _ when type == typeof(double) => 0.25,
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 3, 1, 12, 30, 15, TimeSpan.Zero).AddMicroseconds(123_456),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1),
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => ArrayOf(type.GetGenericArguments()[0], name),
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>) => MapOf(type.GetGenericArguments(), name),
            _ => Record(type),
        };
    }

    private static object Record(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, p.Name!))]);
        var named = constructor.GetParameters().Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var more in type.GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && !named.Contains(p.Name)))
        {
            more.SetValue(made, Make(more.PropertyType, more.Name));
        }

        return made;
    }

    private static object ArrayOf(Type element, string name)
    {
        var array = Array.CreateInstance(element, 1);
        array.SetValue(Make(element, name), 0);
        return typeof(ImmutableCollectionsOf).GetMethod(nameof(ImmutableCollectionsOf.Array), BindingFlags.Static | BindingFlags.Public)!.MakeGenericMethod(element).Invoke(null, [array])!;
    }

    private static object MapOf(Type[] types, string name) => typeof(ImmutableCollectionsOf)
        .GetMethod(nameof(ImmutableCollectionsOf.Map), BindingFlags.Static | BindingFlags.Public)!.MakeGenericMethod(types)
        .Invoke(null, [Make(types[0], name), Make(types[1], name)])!;

    private static class ImmutableCollectionsOf
    {
        public static ImmutableArray<T> Array<T>(IEnumerable items) => [.. items.Cast<T>()];

        public static ImmutableSortedDictionary<TKey, TValue> Map<TKey, TValue>(TKey key, TValue value)
            where TKey : notnull => ImmutableSortedDictionary.CreateRange([KeyValuePair.Create(key, value)]);
    }
}
