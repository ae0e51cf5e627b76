using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Workspaces;

public sealed record Workspace(
    string Name, long Epoch, string? Owner, int PolicyVersion, Policy Policy, ImmutableSortedDictionary<string, int> Actors, long Version)
{
    public static Workspace Evolve(Workspace? state, IWorkspaceEvent happened, Stamp stamp) => Apply(state, happened) with { Version = stamp.Version };

    private static Workspace Apply(Workspace? state, IWorkspaceEvent happened) => (state, happened) switch
    {
        (null, WorkspaceCreated e) => new(e.Name, 0, null, 1, Policy.Default, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), 0),
        (null, _) => throw new InvalidOperationException($"{happened.GetType().Name} before {nameof(WorkspaceCreated)}"),
        ({ } w, WorkspaceCreated) => w,
        ({ } w, WorkspaceOwned e) => w with { Epoch = e.Epoch, Owner = e.Node },
        ({ } w, ActorAdmitted e) => w with { Actors = w.Actors.SetItem(e.Actor, e.Number) },
        ({ } w, PolicyChanged e) => w with { PolicyVersion = e.Version, Policy = e.Policy },
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };
}
