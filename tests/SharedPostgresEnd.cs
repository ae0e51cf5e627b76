using Weft.Embedded;
using Xunit;

[assembly: AssemblyFixture(typeof(Weft.Tests.SharedPostgresEnd))]

namespace Weft.Tests;

/// <summary>Stops the PostgreSQL that the tests of this assembly shared, if there was one.</summary>
public sealed class SharedPostgresEnd : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await SharedTestPostgres.EndAsync();
}
