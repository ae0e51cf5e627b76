using Npgsql;
using Shouldly;
using Weft.Api.Hosting;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

public sealed class ConnectionTests
{
    [Fact]
    public void statements_are_prepared_and_sessions_are_not_reset()
    {
        var tuned = Tuned(new ServerSettings { ConnectionString = "Host=db;Database=weft" });

        (tuned.MaxAutoPrepare, tuned.AutoPrepareMinUsages, tuned.NoResetOnClose).ShouldBe((100, 2, true));
        (tuned.Timeout, tuned.CommandTimeout, tuned.KeepAlive, tuned.MaxPoolSize).ShouldBe((5, 30, 30, 60));
        tuned.Options.ShouldNotBeNull().ShouldContain("idle_in_transaction_session_timeout");
    }

    [Fact]
    public void what_was_given_stays()
    {
        var tuned = Tuned(new ServerSettings { ConnectionString = "Host=db;Timeout=9;Max Auto Prepare=0;Maximum Pool Size=7;No Reset On Close=false;Options=-c work_mem=8MB" });

        (tuned.Timeout, tuned.MaxAutoPrepare, tuned.MaxPoolSize, tuned.NoResetOnClose, tuned.Options).ShouldBe((9, 0, 7, false, "-c work_mem=8MB"));
    }

    [Fact]
    public void a_cluster_resets_its_sessions()
    {
        Tuned(new ServerSettings { ConnectionString = "Host=db", Cluster = true }).NoResetOnClose.ShouldBeFalse();
    }

    private static NpgsqlConnectionStringBuilder Tuned(ServerSettings settings) => new(settings.TunedConnectionString());
}
