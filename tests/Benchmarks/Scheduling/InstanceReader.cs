using System.Globalization;
using System.Text.Json;
using Weft.Domain.Planning;

namespace Weft.Benchmarks.Scheduling;

/// <summary>Reads the files of instances by their shape, not by their names: a cost table, or tasks with edges, with agents or without.</summary>
public static class InstanceReader
{
    public static KnownInstance? Read(string path)
    {
        using var document = JsonDocument.Parse(WithoutMark(File.ReadAllBytes(path)), new JsonDocumentOptions { MaxDepth = 64 });
        var root = document.RootElement;
        var name = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()! : Path.GetFileNameWithoutExtension(path);
        return root.ValueKind != JsonValueKind.Object ? null
            : root.TryGetProperty("cost", out var cost) ? ReadCostTable(name, root, cost)
            : root.TryGetProperty("tasks", out var tasks) && tasks.ValueKind == JsonValueKind.Array ? ReadTasks(name, root, tasks)
            : null;
    }

    /// <summary>Some editors begin a file with the mark of its encoding, which is no JSON.</summary>
    private static ReadOnlyMemory<byte> WithoutMark(byte[] text) => text.AsSpan().StartsWith("\uFEFF"u8) ? text.AsMemory(3) : text;

    private static KnownInstance ReadCostTable(string name, JsonElement root, JsonElement cost)
    {
        var tasks = cost.EnumerateObject().Select(row => new KnownTask(row.Name, 0, Row(row.Value, "a cost of task " + row.Name))).ToList();
        var agents = Agents(root, "processors") ?? Agents(root, "agents") ?? Numbered(tasks.Max(t => t.Durations!.Keys.Max()) + 1);
        return new KnownInstance(name, InstanceKind.CostTable, tasks, Edges(root, "comm"), agents, Expected(root), ByAgents(root));
    }

    private static KnownInstance ReadTasks(string name, JsonElement root, JsonElement list)
    {
        var agents = Agents(root, "agents");
        var numbers = Numbers(root, agents);
        var tasks = list.EnumerateArray().Select((t, i) => ReadTask(t, i, numbers)).ToList();
        var kind = agents is null ? InstanceKind.Workflow
            : tasks.All(t => t.Durations is { Count: 1 }) ? InstanceKind.JobShop : InstanceKind.FlexibleJobShop;
        return new KnownInstance(name, kind, tasks, [.. Edges(root, "edges"), .. Edges(root, "comm")], agents ?? [], Expected(root), ByAgents(root));
    }

    private static KnownTask ReadTask(JsonElement task, int index, Dictionary<string, int> numbers)
    {
        var id = task.TryGetProperty("id", out var given) ? Text(given) : "t" + Text(index);
        var duration = Number(task, "duration") ?? 0;
        if (task.TryGetProperty("durations", out var durations) && durations.ValueKind == JsonValueKind.Object)
        {
            return new KnownTask(id, duration, durations.EnumerateObject().ToDictionary(d => AgentOf(d.Name, numbers), d => Read(d.Value, "a duration of task " + id)));
        }

        if (durations.ValueKind == JsonValueKind.Array)
        {
            return new KnownTask(id, duration, Row(durations, "a duration of task " + id));
        }

        return new KnownTask(id, duration, task.TryGetProperty("eligible", out var eligible) && eligible.ValueKind == JsonValueKind.Array
            ? eligible.EnumerateArray().Select(e => AgentOf(Text(e), numbers)).Distinct().ToDictionary(a => a, _ => duration) : null);
    }

    /// <summary>By agent; null: it cannot.</summary>
    private static Dictionary<int, double> Row(JsonElement row, string what) =>
        row.EnumerateArray().Select((c, i) => (c, i)).Where(c => c.c.ValueKind != JsonValueKind.Null).ToDictionary(c => c.i, c => Read(c.c, what));

    private static List<string>? Agents(JsonElement root, string property) => !root.TryGetProperty(property, out var agents) ? null
        : agents.ValueKind == JsonValueKind.Number ? Numbered(agents.GetInt32())
        : agents.ValueKind != JsonValueKind.Array || agents.GetArrayLength() == 0 ? null
        : [.. agents.EnumerateArray().Select((a, i) => a.ValueKind != JsonValueKind.Object ? Text(a) : a.TryGetProperty("id", out var id) ? Text(id) : "m" + Text(i))];

    private static List<string> Numbered(int count) => [.. Enumerable.Range(0, count).Select(i => "m" + Text(i))];

    /// <summary>Agents are named by their machine number, by their id or by their place in the list.</summary>
    private static Dictionary<string, int> Numbers(JsonElement root, List<string>? agents)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < (agents?.Count ?? 0); i++)
        {
            var agent = root.GetProperty("agents") is { ValueKind: JsonValueKind.Array } list ? list[i] : default;
            numbers.TryAdd(agent.ValueKind == JsonValueKind.Object && agent.TryGetProperty("machine", out var machine) ? Text(machine) : Text(i), i);
            numbers.TryAdd(agents![i], i);
        }

        return numbers;
    }

    private static int AgentOf(string name, Dictionary<string, int> numbers) => numbers.TryGetValue(name, out var number)
        ? number : throw new InvalidDataException($"agent '{name}' is not among the agents");

    private static List<Dependency> Edges(JsonElement root, string property) => root.TryGetProperty(property, out var edges)
        && edges.ValueKind == JsonValueKind.Array ? [.. edges.EnumerateArray().Select(Edge)] : [];

    private static Dependency Edge(JsonElement edge) => edge.ValueKind == JsonValueKind.Array
        ? new Dependency(Text(edge[0]), Text(edge[1]), edge.GetArrayLength() > 2 ? Read(edge[2], "the cost of an edge") : 0)
        : new Dependency(End(edge, "src", "from"), End(edge, "dst", "to"), Number(edge, "cost") ?? 0);

    private static string End(JsonElement edge, string name, string other) => Text(edge.TryGetProperty(name, out var end) ? end : edge.GetProperty(other));

    private static Dictionary<string, double> Expected(JsonElement root)
    {
        var expected = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var known in Properties(root, "expect"))
        {
            if (known.Value.ValueKind == JsonValueKind.Number)
            {
                expected[known.Name] = Read(known.Value, known.Name);
            }
            else if (known.Value.ValueKind == JsonValueKind.Object && Number(known.Value, "makespan") is { } makespan)
            {
                expected[known.Name] = makespan;
            }
        }

        return expected;
    }

    private static Dictionary<int, KnownBounds> ByAgents(JsonElement root) => !root.TryGetProperty("expect", out var expect) ? []
        : Properties(expect, "byAgents").Where(p => int.TryParse(p.Name, CultureInfo.InvariantCulture, out _)).ToDictionary(
            p => int.Parse(p.Name, CultureInfo.InvariantCulture),
            p => new KnownBounds(Number(p.Value, "lowerBound"), Number(p.Value, "arbitraryGreedy"), Number(p.Value, "optimum")));

    private static JsonElement.ObjectEnumerator Properties(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject() : default;

    private static double? Number(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Read(value, name) : null;

    /// <summary>What is no number was meant as one: to leave it out would plan something else. A zero has no sign.</summary>
    private static double Read(JsonElement value, string what) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble() + 0.0 : throw new InvalidDataException($"{what} must be a number, not {value.GetRawText()}");

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
