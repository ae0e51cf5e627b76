using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Weft.Contracts;
using Weft.Worker.Isolation;
using Weft.Worker.Processes;
using Weft.Worker.Tasks;

namespace Weft.Worker.Tests.Agents;

/// <summary>docs/reference/worker.md and task.schema.json say what the code does.</summary>
[Trait("Capability", "E1")]
public sealed class ReferencePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs/reference/worker.md"));

    [Fact]
    public void the_page_lists_what_is_let_through_of_the_environment()
    {
        var listed = Page.Split("<!-- allowed -->")[1].Split("<!-- /allowed -->")[0];
        Regex.Matches(listed, "`([A-Z0-9_]+)`").Select(match => match.Groups[1].Value).ShouldBe(AllowedEnvironment.Names);
    }

    [Fact]
    public void the_page_lists_the_variables_of_a_task()
    {
        var listed = Regex.Matches(Page, "`(WEFT_TASK_[A-Z_]+)`").Select(match => match.Groups[1].Value).Distinct()
            .Where(name => !name.StartsWith(TaskVariables.ParameterPrefix, StringComparison.Ordinal));
        listed.ShouldBe([.. TaskVariables.Names, Watchdog.Mark], ignoreOrder: true);
        TaskVariables.Of(Some(), "ada", new TaskFolder("/t")).Keys.Where(name => !name.StartsWith(TaskVariables.ParameterPrefix, StringComparison.Ordinal))
            .ShouldBe(TaskVariables.Names, ignoreOrder: true);
    }

    [Fact]
    public void a_parameter_is_a_variable()
    {
        TaskVariables.Of(Some(), "ada", new TaskFolder("/t"))["WEFT_TASK_PARAM_PARALLEL_AGENTS"].ShouldBe("4");
    }

    [Fact]
    public void the_task_file_has_the_fields_of_its_schema_and_no_others()
    {
        var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "docs/reference/task.schema.json"))).RootElement;
        var file = JsonDocument.Parse(TaskDocument.Of(Some(), "ada", new TaskFolder("/t"), "weft/a/b/1").ToJson()).RootElement;
        Compare(schema, file, "task.json");
    }

    [Fact]
    public void exit_codes_of_the_page_are_those_of_the_code()
    {
        Page.ShouldContain($"| {ExitCodes.Done} | done");
        Page.ShouldContain($"| {ExitCodes.TryAgain} | not this time");
        ExitCodes.Describe(127).ShouldContain("not found");
        ExitCodes.Describe(137).ShouldContain("signal 9");
    }

    private static void Compare(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("properties", out var properties))
        {
            var names = properties.EnumerateObject().Select(property => property.Name).ToList();
            value.EnumerateObject().Select(member => member.Name).ShouldBe(names, ignoreOrder: true, at);
            schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(names, ignoreOrder: true, at);
            foreach (var property in properties.EnumerateObject())
                Compare(property.Value, value.GetProperty(property.Name), $"{at}.{property.Name}");
        }
        else if (schema.TryGetProperty("items", out var items))
        {
            value.GetArrayLength().ShouldBeGreaterThan(0, $"{at}: the sample shows one");
            foreach (var item in value.EnumerateArray())
                Compare(items, item, $"{at}[]");
        }
        else if (schema.TryGetProperty("enum", out var allowed))
        {
            allowed.EnumerateArray().Select(word => word.GetString()).ShouldContain(value.GetString(), at);
        }
        else
        {
            var type = schema.GetProperty("type");
            var types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : new[] { type.GetString()! };
            types.ShouldContain(TypeOf(value), at);
        }
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        _ => value.ValueKind.ToString(),
    };

    private static ClaimedTask Some() => new(
        "wf", "Run", "build", "work", 2, 17, 30, "develop", ["csharp"], 100, "moderate", 60, 600, null, ["src/**"], new string('a', 40),
        new Repository("/remote.git", new string('a', 40), "weft/wf/integration"), [new Artifact("api", new string('b', 64), 12, 1)], ["binary"],
        new CheckpointRef("half", new string('c', 64), 50.5), "again", new Dictionary<string, string> { ["Parallel-Agents"] = "4" }, true, null, null);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "EventSourced.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
