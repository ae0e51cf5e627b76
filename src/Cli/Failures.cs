using System.Net.Sockets;
using Npgsql;
using Weft.Api.Hosting;
using Weft.Application.EventStore;
using Weft.Client;
using Weft.Embedded;
using Weft.Worker.Git;
using Weft.Worker.Isolation;

namespace Weft.Cli;

/// <summary>Which failures are answers, and their exit codes. Anything else is a bug, and shows its stack.</summary>
public static class Failures
{
    public static int? CodeOf(Exception failure) => failure switch
    {
        WrongUsageException or DirtyRepositoryException or NoRepositoryException => ExitCode.WrongUsage,
        PostgresMissingException => ExitCode.NoPostgres,
        DataDirBusyException or HomeInUseException => ExitCode.Busy,
        UnsafeDatabaseException => ExitCode.UnsafeDatabase,
        IOException { InnerException: { } inner } when IsAddressInUse(inner) => ExitCode.Busy,
        FailedException or WeftProblemException or GitException or SchemaTooNewException or SchemaTooOldException or EmbeddedPostgresException => ExitCode.Failed,
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException } => ExitCode.NoPostgres,
        PostgresException or UnauthorizedAccessException or OperationCanceledException => ExitCode.Failed,
        _ when LostConnection.Is(failure) => ExitCode.Failed,
        _ => null,
    };

    private static bool IsAddressInUse(Exception failure) =>
        failure is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || (failure.InnerException is { } inner && IsAddressInUse(inner));
}
