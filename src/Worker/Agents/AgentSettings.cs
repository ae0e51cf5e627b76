using System.Text.RegularExpressions;
using Weft.Contracts;
using Weft.Worker.Git;
using Weft.Worker.Processes;

namespace Weft.Worker.Agents;

/// <summary>Everything that the person who starts an agent decides. See docs/reference/worker.md.</summary>
public sealed partial record AgentSettings
{
    public required string Url { get; init; }

    public required string Key { get; init; }

    public required string Workspace { get; init; }

    /// <summary>The agent's name in the workspace; commits carry it as their author.</summary>
    public required string Id { get; init; }

    public IReadOnlyList<SkillLevel> Skills { get; init; } = [];

    public string Tier { get; init; } = "senior";

    public string? Specialty { get; init; }

    /// <summary>What it is in the workspace's domain map.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The launcher that started it; null: none.</summary>
    public string? Launcher { get; init; }

    /// <summary>Tasks at once.</summary>
    public int Capacity { get; init; } = 1;

    /// <summary>Also does merges and reverts, in a lane of their own.</summary>
    public bool Merges { get; init; }

    /// <summary>The agent's own folder: clones and tasks. One agent at a time.</summary>
    public required string Home { get; init; }

    /// <summary>A git remote that is cloned before the agent asks for work; any other is cloned when the first task names it.</summary>
    public string? Repository { get; init; }

    /// <summary>The command for tasks that do not bring one.</summary>
    public string? Exec { get; init; }

    /// <summary>Variables of the agent's environment that commands see beyond <see cref="AllowedEnvironment.Names"/>.</summary>
    public IReadOnlyList<string> PassEnv { get; init; } = [];

    /// <summary>How long running work may go on after the first signal.</summary>
    public double DrainSeconds { get; init; } = 30;

    /// <summary>How long a command may take to end after SIGTERM, before SIGKILL.</summary>
    public double GraceSeconds { get; init; } = 5;

    /// <summary>0-60; how long one request for work waits on the server.</summary>
    public double ClaimWaitSeconds { get; init; } = 30;

    /// <summary>The longest time between two signs of life; a shorter lease makes it shorter.</summary>
    public double HeartbeatSeconds { get; init; } = 5;

    public double? SuspectAfterSeconds { get; init; }

    public double? LostAfterSeconds { get; init; }

    /// <summary>What is wrong with the settings, in words that name the option; empty when nothing is.</summary>
    public const string IdRule = "a-z, 0-9, '.', '_' and '-', at most 100 characters";

    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
        Require(Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https", "url: must be http:// or https:// (WEFT_URL)");
        Require(!string.IsNullOrWhiteSpace(Key), "key: missing (WEFT_KEY)");
        Require(!string.IsNullOrWhiteSpace(Workspace), "workspace: missing (WEFT_WORKSPACE)");
        Require(IsId(Id), $"id: {IdRule}");
        Require(Tier is "junior" or "senior" or "architect", "tier: junior, senior or architect");
        Require(Capacity is >= 1 and <= 256, "capacity: 1-256");
        Require(DrainSeconds is >= 0 and <= 86_400, "drain-seconds: 0-86400");
        Require(GraceSeconds is >= 0 and <= 600, "grace-seconds: 0-600");
        Require(ClaimWaitSeconds is >= 0 and <= 60, "claim-wait-seconds: 0-60");
        Require(HeartbeatSeconds is >= 0.05 and <= 300, "heartbeat-seconds: 0.05-300");
        Require(!string.IsNullOrWhiteSpace(Home), "home: missing");
        if (Repository is not null && RemoteAddress.Refusal(Repository) is { } refusal)
            problems.Add($"repo: {refusal}");
        problems.AddRange(Skills.GroupBy(skill => skill.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"skills: '{same.Key}' is named twice"));
        problems.AddRange(PassEnv.Where(name => !AllowedEnvironment.MayPass(name)).Select(name => $"pass-env: '{name}' cannot be passed on"));
        return problems;
    }

    /// <summary>The key stays out of every text about the settings.</summary>
    public static bool IsId(string id) => IdForm().IsMatch(id);

    public override string ToString() => $"{Id} at {Url}, workspace {Workspace}";

    [GeneratedRegex(@"^[a-z0-9._-]{1,100}\z")]
    private static partial Regex IdForm();
}
