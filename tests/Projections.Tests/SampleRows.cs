using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Projections.Tests;

/// <summary>Rows of any type, made of nothing but their types.</summary>
internal static class SampleRows
{
    private const int Deepest = 6;

    /// <summary>Only what it must say, and of that the least.</summary>
    public static object Empty(Type type) => Make(type, full: false, 0)!;

    /// <summary>Everything says something.</summary>
    public static object Full(Type type) => Make(type, full: true, 0)!;

    /// <summary>False, 0, empty or null.</summary>
    public static object? Nothing(Type type) => Make(type, full: false, 0);

    private static object? Make(Type type, bool full, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return full && depth < Deepest ? Make(inner, full, depth) : null;
        }

        return Simple(type, full) ?? (type.IsGenericType ? Collection(type, full && depth < Deepest, depth) : Record(type, full, depth));
    }

    private static object? Simple(Type type, bool full) => type switch
    {
        _ when type == typeof(string) => full ? "some" : "",
        _ when type == typeof(bool) => full,
        _ when type == typeof(int) => full ? 7 : 0,
        _ when type == typeof(long) => full ? 8L : 0L,
        _ when type == typeof(double) => full ? 0.5 : 0.0,
        _ when type == typeof(DateTimeOffset) => full ? SimulatedRun.Midnight : default,
        { IsEnum: true } => full ? Enum.GetValues(type).Cast<object>().Last() : Enum.GetValues(type).GetValue(0),
        _ => null,
    };

    /// <summary>Of one element, or none.</summary>
    private static object Collection(Type type, bool full, int depth)
    {
        var (kind, parts) = (type.GetGenericTypeDefinition(), type.GetGenericArguments());
        var empty = kind == typeof(ImmutableArray<>)
            ? type.GetField("Empty")!.GetValue(null)!
            : type.GetField("Empty", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) ?? throw new NotSupportedException($"{type}");
        return full ? type.GetMethod("Add", parts)!.Invoke(empty, [.. parts.Select(p => Make(p, true, depth + 1))])! : empty;
    }

    private static object? Record(Type type, bool full, int depth)
    {
        if (depth >= Deepest && !type.IsValueType)
        {
            return null;
        }

        var constructor = type.GetConstructors().Where(c => !c.GetParameters().Any(p => p.ParameterType == type)).MaxBy(c => c.GetParameters().Length);
        var made = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, full, depth + 1))]);
        var named = constructor?.GetParameters().Select(p => p.Name).ToHashSet() ?? [];
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null && !named.Contains(p.Name)))
        {
            if (full || property.IsDefined(typeof(RequiredMemberAttribute), inherit: false))
            {
                property.SetValue(made, Make(property.PropertyType, full, depth + 1));
            }
        }

        return made;
    }
}
