using JasperFx;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Weasel.Core;
using Weft.Application.Conflicts;
using Weft.Application.Workflows;

namespace Weft.Application.EventStore;

/// <summary>How Weft uses Marten. One place, so that server, audit and tests cannot differ.</summary>
public static class MartenSetup
{
    public const string Schema = "weft";

    /// <summary>The tenant that holds what belongs to no workspace: keys. Not a valid name for a workspace.</summary>
    public const string SystemWorkspace = "_system";

    public static StoreOptions UseWeft(this StoreOptions options)
    {
        options.DatabaseSchemaName = Schema;
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DisableNpgsqlLogging = true;
        options.CommandTimeout = 30;
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, o => Json.Configure(o));
        options.Policies.AllDocumentsAreMultiTenanted();
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.TenancyStyle = TenancyStyle.Conjoined;

        // Events keep the time at which they were decided; plain Quick writes the database's clock, and state folded again would differ.
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.HeadersEnabled = true;

        options.Schema.For<CoordinationSaga>().UseNumericRevisions(true);
        options.Schema.For<ConflictSaga>().UseNumericRevisions(true);

        // A commit whose answer was lost may have happened: the mailbox finds out, nobody may simply do it again.
        options.ConfigureWritePolly(_ => { });
        foreach (var (type, name) in EventNames.All)
        {
            options.Events.MapEventType(type, name);
        }

        return options;
    }
}
