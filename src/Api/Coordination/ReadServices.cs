using Marten;
using Weft.Api.Audit;
using Weft.Api.History;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.History;
using Weft.Projections;

namespace Weft.Api.Coordination;

/// <summary>Everything that reads.</summary>
internal static class ReadServices
{
    public static void AddWeftReads(this IServiceCollection services)
    {
        services.AddSingleton<Auditor>();
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<EventStream>();
        services.AddSingleton(s => ((WeftStore)s.GetRequiredService<IDocumentStore>()).Flusher);
        services.AddSingleton<HighWater>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<OutputReader>();
        services.AddSingleton<PastReader>();
        services.AddSingleton<Progress>();
        services.AddSingleton<ReadMetrics>();
        services.AddSingleton<Reads>();
    }

    /// <summary>What was committed here wakes the read models and whoever follows events.</summary>
    public static void FollowCommits(this WebApplication app) =>
        app.Services.GetRequiredService<CommitSignal>().Follow(app.Services.GetRequiredService<Mailboxes>());
}
