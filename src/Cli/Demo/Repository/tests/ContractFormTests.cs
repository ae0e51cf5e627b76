using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Notes.Tests;

[Group("contract-form")]
public static class ContractFormTests
{
    public static Task Every_reference_leads_somewhere(Running _)
    {
        foreach (Match reference in Regex.Matches(Operation.Document().ToJsonString(), "\"\\$ref\":\"([^\"]+)\""))
        {
            Check.That(Schema.Resolve(new System.Text.Json.Nodes.JsonObject { ["$ref"] = reference.Groups[1].Value }) is not null, $"{reference.Groups[1].Value} leads nowhere");
        }

        return Task.CompletedTask;
    }

    public static Task Operations_have_names_of_their_own(Running _)
    {
        foreach (var same in Operation.All().GroupBy(operation => operation.Id))
        {
            Check.That(same.Count() == 1, $"{same.Count()} operations are called {same.Key}");
        }

        return Task.CompletedTask;
    }

    public static Task Parameters_of_a_path_are_described_with_an_example(Running _)
    {
        foreach (var operation in Operation.All())
        {
            Check.That(!operation.Sample.Contains('{'), $"{operation.Id} does not describe {operation.Sample}");
        }

        return Task.CompletedTask;
    }
}
