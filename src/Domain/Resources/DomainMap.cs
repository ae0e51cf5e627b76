using System.Collections.Immutable;

namespace Weft.Domain.Resources;

/// <summary>A part of a domain: what belongs to it, and what one has to be able to do for it.</summary>
/// <param name="Paths">globs</param>
/// <param name="Tables">names, <c>*</c> for any part</param>
/// <param name="Operations">such as <c>GET /orders/{id}</c></param>
/// <param name="Skills">what a task needs that touches it and names no skills itself</param>
public sealed record Area(
    string Name, ImmutableArray<string> Paths, ImmutableArray<string> Tables, ImmutableArray<string> Operations, ImmutableArray<string> Skills);

/// <param name="Roles">agents with one of these may write in it</param>
/// <param name="Agents">and these agents</param>
/// <param name="Includes">domains whose resources its roles and agents may write as well</param>
public sealed record OwnedDomain(
    string Name, ImmutableArray<string> Roles, ImmutableArray<string> Agents, ImmutableArray<string> Includes, ImmutableArray<Area> Areas);

/// <summary>Who may write what in a workspace. The first area that a resource belongs to owns it; what belongs to none is open to all.</summary>
/// <param name="Enforced">off: it is looked at, and refuses nothing</param>
public sealed record DomainMap(bool Enforced, ImmutableArray<OwnedDomain> Domains)
{
    /// <summary>Skills that areas may ask for though no agent has them yet; null: none.</summary>
    public ImmutableArray<string>? Skills { get; init; }

    public static DomainMap None { get; } = new(false, []);
}

/// <summary>To whom a resource belongs.</summary>
public sealed record Owner(string Domain, string Area, ImmutableArray<string> Roles, ImmutableArray<string> Agents, ImmutableArray<string> Skills)
{
    public bool Admits(string agent, ImmutableArray<string> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
            {
                return true;
            }
        }

        return Agents.Contains(agent);
    }
}
