namespace Weft.Domain.Access;

/// <summary>What a command or query asks of its sender.</summary>
public enum Permission
{
    /// <summary>See boards, runs, reports.</summary>
    Read,

    /// <summary>Read raw history and audits.</summary>
    Audit,

    /// <summary>Work on tasks as an agent.</summary>
    Work,

    /// <summary>Answer conflicts and gates.</summary>
    Review,

    /// <summary>Start and steer runs, manage agents.</summary>
    Orchestrate,

    /// <summary>Keys, workspaces, policies, templates.</summary>
    Administer,
}

public static class Permissions
{
    public static bool May(Role role, Permission permission) => permission switch
    {
        Permission.Read => true,
        Permission.Audit => role is Role.Auditor or Role.Admin or Role.Orchestrator,
        Permission.Work => role is Role.Agent or Role.Orchestrator or Role.Admin,
        Permission.Review => role is Role.Reviewer or Role.Orchestrator or Role.Admin,
        Permission.Orchestrate => role is Role.Orchestrator or Role.Admin,
        Permission.Administer => role is Role.Admin,
        _ => false,
    };
}
