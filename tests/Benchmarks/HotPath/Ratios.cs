namespace Weft.Benchmarks.HotPath;

/// <summary>What the rates are to the raw limit and to the peers of the same run, and what they shall be.</summary>
internal sealed class Ratios(Dictionary<string, double> figures, Dictionary<string, Target> targets)
{
    public void Add()
    {
        Share("raw_limit_share_engine_alone", "engine_alone_events_per_s", "engine_alone_raw_limit_events_per_s", 0.4);
        Share("raw_limit_share_with_everything", "events_per_s", "raw_limit_events_per_s", 0.25);
        if (figures.TryGetValue("sustained_fork_join_per_s", out var sustained))
        {
            figures["sustained_share_of_peak"] = sustained / figures["fork_join_per_s"];
            figures["sustained_events_per_s"] = figures["events_per_s"] * figures["sustained_share_of_peak"];
        }

        // Work that arrives at a rate comes in smaller batches than work that waits, and the limit of small batches is low: both are told.
        Share("raw_limit_share_sustained", "sustained_events_per_s", "sustained_raw_limit_events_per_s", 0.25);
        Share("peak_raw_limit_share_sustained", "sustained_events_per_s", "raw_limit_events_per_s", 0.25);
        ToPeers();
        targets["sustained_lag_p99_s"] = new(null, 1);
        targets["half_load_dispatch_p50_ms"] = new(null, 5);
        targets["half_load_dispatch_p99_ms"] = new(null, 30);
        foreach (var name in new[] { "slope", "slope_cold" })
        {
            targets[$"{name}_latency_high"] = new(null, 1.1);
            targets[$"{name}_blocks_high"] = new(null, 1.05);
        }

        targets["rebuild_board_events_per_s"] = new(20_000, null);
    }

    /// <summary>Against the best of those that keep everything in the same PostgreSQL.</summary>
    private void ToPeers()
    {
        Best("peer_best_lives_per_s", "peer_pgboss_lives_per_s", "peer_graphile_lives_per_s", "peer_dbos_lives_per_s");
        Best("peer_best_fork_join_per_s", "peer_pgboss_fork_join_per_s", "peer_dbos_fork_join_per_s");
        Share("single_life_to_best_peer", "lives_per_s", "peer_best_lives_per_s", 4);
        Share("fork_join_to_best_peer", "fork_join_per_s", "peer_best_fork_join_per_s", 3);
        Share("sustained_fork_join_to_best_peer", "sustained_fork_join_per_s", "peer_best_fork_join_per_s", 3);
        Share("http_batched_fork_join_to_best_peer", "http_batched_fork_join_per_s", "peer_best_fork_join_per_s", 2);
        Share("http_batched_lives_to_pgboss_bulk", "http_bulk_lives_per_s", "peer_pgboss_bulk_lives_per_s", 1);
        Share("http_fork_join_to_dbos", "http_fork_join_per_s", "peer_dbos_fork_join_per_s", 1.5);
    }

    private void Share(string name, string part, string whole, double least)
    {
        if (figures.TryGetValue(part, out var mine) && figures.TryGetValue(whole, out var theirs))
        {
            figures[name] = mine / theirs;
            targets[name] = new(least, null);
        }
    }

    private void Best(string name, params string[] peers)
    {
        if (peers.Where(figures.ContainsKey).Select(p => figures[p]).DefaultIfEmpty(0).Max() is > 0 and var best)
        {
            figures[name] = best;
        }
    }
}
