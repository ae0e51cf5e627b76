using Npgsql;

namespace Weft.Api.Hosting;

public sealed partial record ServerSettings
{
    /// <summary>The connection string with the settings that Weft relies on; a value that was given stays.</summary>
    public string TunedConnectionString()
    {
        var tuned = new NpgsqlConnectionStringBuilder(ConnectionString);
        Default(tuned, "Max Auto Prepare", 100);
        Default(tuned, "Auto Prepare Min Usages", 2);
        Default(tuned, "Keepalive", 30);
        Default(tuned, "Tcp Keepalive", true);
        Default(tuned, "Timeout", 5);
        Default(tuned, "Command Timeout", 30);
        Default(tuned, "Maximum Pool Size", 60);
        Default(tuned, "Application Name", "weft");

        // A batch is some hundred kilobytes long, and so is what a read model loads: fewer and larger pieces on the wire.
        Default(tuned, "Write Buffer Size", 65_536);
        Default(tuned, "Read Buffer Size", 32_768);
        if (!Cluster)
        {
            // Nothing here changes a session; resetting it would cost a transaction with every commit. Leader election of a cluster holds
            // locks of sessions, which a reset gives back for certain.
            Default(tuned, "No Reset On Close", true);
        }

        if (!tuned.ShouldSerialize("Options"))
        {
            tuned.Options = "-c idle_in_transaction_session_timeout=60000 -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3";
        }

        return tuned.ConnectionString;
    }

    // ContainsKey is true for every keyword that exists; this is true for those that were given.
    private static void Default(NpgsqlConnectionStringBuilder builder, string name, object value) =>
        builder[name] = builder.ShouldSerialize(name) ? builder[name] : value;
}
