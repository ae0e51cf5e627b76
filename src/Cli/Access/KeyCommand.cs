using System.CommandLine;
using Weft.Cli.Agents;
using Weft.Cli.Servers;
using Weft.Cli.Settings;
using Weft.Contracts;

namespace Weft.Cli.Access;

/// <summary><c>weft key</c>: who may call the server.</summary>
public static class KeyCommand
{
    private static readonly Option<string> Role = new Option<string>("--role") { Description = "admin, orchestrator, agent, reviewer, auditor or viewer", Required = true }
        .AcceptOnly("admin", "orchestrator", "agent", "reviewer", "auditor", "viewer");

    private static readonly Option<string> Agent = new("--agent") { Description = "for the role agent: the agent that the key acts as" };
    private static readonly Option<string> Roles = new("--roles") { Description = "for the role agent: what its agent may be in the domain map: backend,infrastructure", HelpName = "ROLES" };
    private static readonly Option<bool> Everywhere = new("--all-workspaces") { Description = "not bound to one workspace (role admin only)" };
    private static readonly Argument<string> Name = new("name") { Description = "what the key is for, so that it is known again" };
    private static readonly Argument<string> Id = new("id") { Description = "the key's id, as 'weft key list' shows it" };

    public static Command Create()
    {
        var issue = new Command("issue", "Make a key. It is shown this once; the server keeps only its hash.") { Name };
        issue.WithClient().With(Role, Agent, Roles, Everywhere, SettingsOptions.Json).SetAction((parsed, cancellation) => IssueAsync(parsed, cancellation));
        var list = new Command("list", "List the keys, without the keys themselves.").WithClient().With(SettingsOptions.Json);
        list.SetAction((parsed, cancellation) => ListAsync(parsed, cancellation));
        var revoke = new Command("revoke", "Take a key back; it stops working at once.") { Id };
        revoke.WithClient().With(SettingsOptions.Json).SetAction((parsed, cancellation) => RevokeAsync(parsed, cancellation));
        return new Command("key", "Make, list and revoke the keys that programs and people call the server with.") { issue, list, revoke };
    }

    private static Option<string> AcceptOnly(this Option<string> option, params string[] words)
    {
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    private static async Task<int> IssueAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        var request = new IssueKeyRequest(
            parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Role), parsed.GetValue(Everywhere) ? null : settings.Workspace, parsed.GetValue(Agent),
            AgentCommand.RolesOf(parsed.GetValue(Roles)));
        var issued = await connection.For(settings.Workspace).IssueKeyAsync(request, cancellation: cancellation);
        parsed.Screen().Result(issued);
        parsed.Screen().Line($"{issued.Id}   {issued.Key}");
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var connection = Connection.Open(parsed.Settings());
        var keys = await Listing.AllAsync<KeyView>(connection, "v1/keys", cancellation);
        parsed.Screen().Result(keys);
        foreach (var key in keys)
        {
            parsed.Screen().Line($"{key.Id}  {key.Role,-12} {key.Workspace ?? "(all)",-16} {key.Agent,-16} {string.Join(',', key.Roles ?? []),-16} {(key.Revoked ? "revoked" : "valid"),-8} {key.Name}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> RevokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.Settings();
        using var connection = Connection.Open(settings);
        await connection.For(settings.Workspace).RevokeKeyAsync(parsed.GetRequiredValue(Id), cancellation: cancellation);
        parsed.Screen().Result(new { Id = parsed.GetRequiredValue(Id), Revoked = true });
        parsed.Screen().Line($"{parsed.GetRequiredValue(Id)} is revoked");
        return ExitCode.Done;
    }
}
