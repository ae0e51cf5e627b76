using System.Collections.Immutable;
using Weft.Domain.Resources;

namespace Weft.Domain.Tests.Resources;

internal static class Maps
{
    public static Area Area(string name, params string[] paths) => new(name, [.. paths], [], [], []);

    public static OwnedDomain Own(string name, params Area[] areas) => new(name, [name], [], [], [.. areas]);

    public static DomainMap Of(params OwnedDomain[] domains) => new(true, [.. domains]);

    public static ImmutableArray<Resource> Paths(params string[] paths) => [.. paths.Select(p => Resource.Path(p)!)];
}
