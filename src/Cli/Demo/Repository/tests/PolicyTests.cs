using System.Linq;
using System.Threading.Tasks;

namespace Notes.Tests;

[Group("policy")]
public static class PolicyTests
{
    public static Task Every_operation_has_a_rule(Running _)
    {
        var rules = Policy.Read(".").Rules;
        var open = Operation.All().Where(operation => !rules.ContainsKey(operation.Id)).Select(operation => operation.Id).ToList();
        Check.That(open.Count == 0, $"no rule for {string.Join(", ", open)}");
        return Task.CompletedTask;
    }

    public static async Task A_role_that_a_rule_does_not_name_is_refused(Running service)
    {
        await service.CallAsync("POST", "/notes", "writer", """{"text":"the first note"}""");
        foreach (var operation in Operation.All())
        {
            foreach (var role in new[] { "anyone", "reader", "writer" })
            {
                var allowed = Policy.Read(".").Rules[operation.Id].Contains(role);
                var (status, _) = await service.CallAsync(operation.Method, operation.Sample, role, operation.SampleBody);
                Check.That(allowed == (status != 403), $"{operation.Id} answered {status} to {role}");
            }
        }
    }
}
