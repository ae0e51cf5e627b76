using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Notes.Tests;

[Group("policy")]
public static class DenyTests
{
    public static Task An_operation_without_a_rule_is_refused_to_everybody(Running _)
    {
        var nothing = new Policy(new Dictionary<string, IReadOnlyList<string>>());
        var guarded = nothing.Guard(HealthRoutes.Of(), denyUnlisted: true).Single();
        var nobody = new Dictionary<string, string>();
        Check.That(guarded.Handle(new(nobody, nobody, "writer", "")).Status == 403, "it was answered");
        return Task.CompletedTask;
    }
}
