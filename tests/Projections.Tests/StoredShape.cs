using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Weft.Projections.Tests;

/// <summary>What of some types is stored, with the types of their fields, as a few letters that change when it does.</summary>
internal static class StoredShape
{
    public static string Of(IEnumerable<Type> roots)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var root in roots)
        {
            Describe(root, lines);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..12];
    }

    /// <summary>What of a type is stored, and of the types of its fields.</summary>
    private static void Describe(Type type, SortedSet<string> lines)
    {
        foreach (var part in type.IsGenericType ? type.GetGenericArguments() : type.IsArray ? [type.GetElementType()!] : Type.EmptyTypes)
        {
            Describe(part, lines);
        }

        if (type.Namespace?.StartsWith("Weft.", StringComparison.Ordinal) != true || lines.Any(l => l.StartsWith($"{type.FullName}:", StringComparison.Ordinal)))
        {
            return;
        }

        var fields = type.IsEnum ? [] : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
            .Where(p => p.SetMethod is not null).OrderBy(p => p.Name, StringComparer.Ordinal).ToImmutableArray();
        lines.Add($"{type.FullName}: {string.Join(", ", type.IsEnum ? Enum.GetNames(type) : fields.Select(p => $"{p.PropertyType} {p.Name}"))}");
        foreach (var field in fields)
        {
            Describe(field.PropertyType, lines);
        }
    }
}
