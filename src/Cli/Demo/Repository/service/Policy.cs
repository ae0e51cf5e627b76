using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Notes;

/// <summary>Which role may do which operation. The role is what the request's header X-Role says.</summary>
public sealed class Policy(IReadOnlyDictionary<string, IReadOnlyList<string>> rules)
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Rules { get; } = rules;

    public static Policy Read(string root)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "policy", "policy.json")))!.AsObject();
        return new(file.ToDictionary(rule => rule.Key, rule => (IReadOnlyList<string>)rule.Value!.AsArray().Select(role => (string)role!).ToList()));
    }

    /// <summary>The same routes, each refusing the roles that its rule does not name.</summary>
    /// <param name="denyUnlisted">whether an operation without a rule is refused to everybody, or open to everybody</param>
    public IReadOnlyList<Route> Guard(IEnumerable<Route> routes, bool denyUnlisted = false) =>
        [.. routes.Select(route => route with { Handle = call => Allows(route.Operation, call.Role, denyUnlisted) ? route.Handle(call) : Answer.Forbidden })];

    private bool Allows(string operation, string role, bool denyUnlisted) =>
        Rules.TryGetValue(operation, out var roles) ? roles.Contains(role) : !denyUnlisted;
}
