using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using Marten;
using Marten.Schema;

namespace Weft.Projections;

/// <summary>Writes the rows of a batch in one statement, into the table and columns that Marten keeps for their type. Row by row the database
/// would spend most of its time on going from one statement to the next. Nobody asks a row for its version or its type: the columns that Marten
/// has for these stay empty, or the same.</summary>
internal sealed class RowWriter
{
    private static readonly ConcurrentDictionary<(string Schema, Type Row), RowWriter> Known = new();

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _json;

    private readonly string _sql;
    private readonly Func<object, object?>[] _copies;

    private RowWriter(string schema, IDocumentType mapping)
    {
        var copies = mapping.DuplicatedFields.Where(f => f.Members.Length == 1).ToArray();
        _copies = [.. copies.Select(f => Reader(mapping.DocumentType, f.Members[0].Name))];
        var columns = string.Concat(copies.Select(f => $", {f.ColumnName}"));
        var values = string.Concat(copies.Select((f, i) => $", n.c{i}::{f.PgType}"));
        var unnested = string.Concat(copies.Select(_ => ", ?"));
        var names = string.Concat(copies.Select((_, i) => $", c{i}"));
        var updates = string.Concat(copies.Select(f => $", {f.ColumnName} = excluded.{f.ColumnName}"));
        _sql = string.Create(CultureInfo.InvariantCulture,
            $"""
            insert into {schema}.{mapping.TableName.Name} (tenant_id, id, data, mt_version, mt_last_modified{columns})
            select ?, n.id, n.data, '{Guid.Empty}', transaction_timestamp(){values} from unnest(?, ?{unnested}) as n(id, data{names})
            on conflict (tenant_id, id) do update set data = excluded.data, mt_last_modified = excluded.mt_last_modified{updates}
            """);
    }

    public static RowWriter For<T>(IDocumentOperations session)
    {
        var options = session.DocumentStore.Options;
        return Known.GetOrAdd((options.DatabaseSchemaName, typeof(T)), key => new RowWriter(key.Schema, options.FindOrResolveDocumentType(key.Row)));
    }

    public void Write<T>(IDocumentOperations session, T[] rows)
        where T : class, IRow
    {
        var serializer = session.DocumentStore.Options.Serializer();
        session.QueueOperation(new RowUpsert(
            typeof(T), _sql, session.TenantId, Array.ConvertAll(rows, r => r.Id), Array.ConvertAll(rows, r => Json(serializer, r)),
            Array.ConvertAll(_copies, copy => Array.ConvertAll(rows, r => Text(copy(r))))));
    }

    /// <returns>in UTF-8, which the database takes as it is</returns>
    private static byte[] Json(ISerializer serializer, object row)
    {
        var json = _json ??= new ArrayBufferWriter<byte>(1_024);
        json.ResetWrittenCount();
        serializer.WriteTo(json, row);
        return json.WrittenSpan.ToArray();
    }

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static Func<object, object?> Reader(Type type, string property)
    {
        var row = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(Expression.Property(Expression.Convert(row, type), property), typeof(object)), row).Compile();
    }
}
