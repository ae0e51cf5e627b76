using System.Data.Common;
using NpgsqlTypes;
using Weasel.Core;
using Weasel.Storage;

namespace Weft.Projections;

/// <summary>The statement of a <see cref="RowWriter"/> in the batch in which Marten stores what a read model made of its events.</summary>
/// <param name="json">of each row, in UTF-8</param>
/// <param name="copies">the columns that repeat a field: of each, the value of each row</param>
internal sealed class RowUpsert(Type row, string sql, string tenant, string[] ids, byte[][] json, string?[][] copies) : Weasel.Storage.IStorageOperation, NoDataReturnedCall
{
    public Type DocumentType => row;

    public OperationRole Role() => OperationRole.Upsert;

    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
    {
        var parameters = ((Weasel.Postgresql.ICommandBuilder)builder).AppendWithParameters(sql);
        (parameters[0].Value, parameters[0].NpgsqlDbType) = (tenant, NpgsqlDbType.Text);
        (parameters[1].Value, parameters[1].NpgsqlDbType) = (ids, NpgsqlDbType.Array | NpgsqlDbType.Text);
        (parameters[2].Value, parameters[2].NpgsqlDbType) = (json, NpgsqlDbType.Array | NpgsqlDbType.Jsonb);
        for (var i = 0; i < copies.Length; i++)
        {
            (parameters[3 + i].Value, parameters[3 + i].NpgsqlDbType) = (copies[i], NpgsqlDbType.Array | NpgsqlDbType.Text);
        }
    }

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;
}
