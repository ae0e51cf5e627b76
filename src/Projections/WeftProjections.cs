using JasperFx.Events.Projections;
using Marten;
using Marten.Schema;
using Marten.Schema.Indexing.Unique;
using Weft.Projections.Agents;
using Weft.Projections.Balancing;
using Weft.Projections.Conflicts;
using Weft.Projections.Metrics;
using Weft.Projections.Templates;
using Weft.Projections.Workflows;

namespace Weft.Projections;

/// <summary>Registers every read model with Marten: asynchronous, under names that stay.</summary>
public static class WeftProjections
{
    public static void AddWeftProjections(this StoreOptions options)
    {
        options.AddWeftRows();
        foreach (var projection in All())
        {
            options.Projections.Add(projection, ProjectionLifecycle.Async, projection.Name);
        }

        // An event that cannot be read or applied stops its read model, where it is seen; skipped, it would be wrong for ever.
        options.Projections.Errors.SkipApplyErrors = false;
        options.Projections.Errors.SkipSerializationErrors = false;
        options.Projections.Errors.SkipUnknownEvents = false;
        options.Projections.RebuildErrors.SkipApplyErrors = false;
        options.Projections.RebuildErrors.SkipSerializationErrors = false;
        options.Projections.RebuildErrors.SkipUnknownEvents = false;
    }

    /// <summary>The tables alone, for a store that holds a copy of the read models.</summary>
    public static void AddWeftRows(this StoreOptions options)
    {
        LeanRows.Use(options);
        options.Rows<AgentRow>("agent_row");
        options.Rows<BalanceRow>("balance_row");
        options.Rows<ConflictRow>("conflict_row").Duplicate(r => r.Open, configure: OnlyOpen("open"));
        options.Rows<FamilyRow>("family_row");
        options.Rows<GateRow>("gate_row").Duplicate(r => r.Workflow, configure: PerTenant);
        options.Rows<PlanRow>("plan_row");
        options.Rows<RunRow>("run_row");
        options.Rows<SlaRow>("sla_row");
        options.Rows<TaskRow>("task_row").Duplicate(r => r.Workflow, configure: PerTenant).Duplicate(r => r.Active, configure: OnlyOpen("active"));
        options.Rows<TemplateRow>("template_row");
        options.Rows<ThroughputBucket>("throughput_bucket");
        options.Rows<TriggerRow>("trigger_row").Duplicate(r => r.Open, configure: OnlyOpen("open")).Duplicate(r => r.Trigger, configure: PerTenant);
        options.Rows<WindowRow>("window_row");
        options.Rows<WorkflowRow>("workflow_row").Duplicate(r => r.Active, configure: OnlyOpen("active"));
    }

    public static IReadOnlyList<RowProjection> All() =>
    [
        new BalancingProjection(),
        new BoardProjection(),
        new ConflictProjection(),
        new TemplateProjection(),
    ];

    private static MartenRegistry.DocumentMappingExpression<T> Rows<T>(this StoreOptions options, string alias)
        where T : class, IRow => options.Schema.For<T>().DocumentAlias(alias).MultiTenanted();

    private static void PerTenant(DocumentIndex index) => index.TenancyScope = TenancyScope.PerTenant;

    /// <summary>History grows, what is open does not: the index holds the open rows only.</summary>
    private static Action<DocumentIndex> OnlyOpen(string column) => index =>
    {
        index.TenancyScope = TenancyScope.PerTenant;
        index.Predicate = column;
    };
}
