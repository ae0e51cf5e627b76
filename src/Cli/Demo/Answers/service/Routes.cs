using System.Collections.Generic;

namespace Notes;

/// <summary>Everything that the service answers.</summary>
public static class Routes
{
    public static IReadOnlyList<Route> All(Store store, Policy policy) =>
        policy.Guard([.. HealthRoutes.Of(), .. NoteRoutes.Of(store), .. TagRoutes.Of(store, new TagStore())], denyUnlisted: true);
}
