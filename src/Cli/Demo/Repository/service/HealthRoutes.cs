using System.Collections.Generic;

namespace Notes;

public static class HealthRoutes
{
    public static IEnumerable<Route> Of() => [new("GET", "/health", "getHealth", _ => new(200, """{"status":"well"}"""))];
}
