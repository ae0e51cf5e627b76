using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Notes.Tests;

[Group("contract")]
public static class ContractTests
{
    public static async Task Every_operation_answers_as_promised(Running service)
    {
        await service.CallAsync("POST", "/notes", "writer", """{"text":"the first note"}""");
        foreach (var operation in Operation.All())
        {
            var role = Policy.Read(".").Rules.TryGetValue(operation.Id, out var roles) ? roles[^1] : "anyone";
            var (status, body) = await service.CallAsync(operation.Method, operation.Sample, role, operation.SampleBody);
            Check.That(status == operation.Success, $"{operation.Id} answered {status}, not {operation.Success}: {body}");
            var problem = Schema.Problem(operation.Schema, JsonNode.Parse(body));
            Check.That(problem is null, $"{operation.Id}: {problem}");
        }
    }

    public static Task The_service_offers_nothing_beside_the_contract(Running service)
    {
        var promised = Operation.All().Select(operation => $"{operation.Method} {operation.Path} {operation.Id}").ToList();
        var extra = service.Server.Offered.Select(route => $"{route.Method} {route.Path} {route.Operation}").Except(promised).ToList();
        Check.That(extra.Count == 0, $"not in the contract: {string.Join(", ", extra)}");
        return Task.CompletedTask;
    }
}
