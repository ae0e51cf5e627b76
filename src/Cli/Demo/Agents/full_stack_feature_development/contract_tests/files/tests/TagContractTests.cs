using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Notes.Tests;

[Group("contract")]
public static class TagContractTests
{
    public static async Task Tags_have_the_form_of_the_contract_when_there_are_some(Running service)
    {
        await service.CallAsync("POST", "/notes", "writer", """{"text":"buy milk"}""");
        await service.CallAsync("PUT", "/notes/1/tags/shopping", "writer");
        foreach (var operation in Operation.All().Where(operation => operation.Id is "listTags" or "listTagsOfNote"))
        {
            var (_, body) = await service.CallAsync(operation.Method, operation.Sample, "reader");
            var problem = Schema.Problem(operation.Schema, JsonNode.Parse(body));
            Check.That(problem is null && body.Contains("shopping"), $"{operation.Id}: {problem ?? body}");
        }
    }
}
