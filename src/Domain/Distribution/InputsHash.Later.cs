namespace Weft.Domain.Distribution;

/// <summary>What earlier decisions did not know: they hash without it.</summary>
internal sealed partial class InputsHash
{
    /// <summary>What decisions of the first chooser did not know, and hash without.</summary>
    private void AddLater(OpenTask t)
    {
        Add(t.Complexity is { } complexity ? (int)complexity : -1);
        Add(t.SkillsFrom ?? "");
        Add(t.Owned?.Length ?? 0);
        foreach (var owned in t.Owned ?? [])
        {
            Add(owned.Resource);
            Add(owned.Domain);
            Add(owned.Roles);
            Add(owned.Agents);
        }

        foreach (var sliced in t.Sliced ?? [])
        {
            Add("slice");
            Add(sliced.Resource);
            Add(sliced.Agent);
        }

        Add(t.Excluded?.Length ?? 0);
        foreach (var excluded in t.Excluded ?? [])
        {
            Add(excluded.Agent);
            Add(excluded.Reason);
        }

        // Decisions from before it was known hash without it.
        if (t.RunPlaces is { } places)
        {
            Add("run-places");
            Add(places);
        }
    }

    private void AddLater(AgentState a)
    {
        Add(a.Roles ?? []);
        Add(a.Utilisation);
        Add(a.BreakerOpen == true ? 1 : 0);
        Add(a.Reserved ?? 0);
        Add(a.Training ?? []);

        // Decisions from before it was known hash without it.
        if (a.Unreviewed is { } unreviewed)
        {
            Add("unreviewed");
            Add(unreviewed);
        }

        if (a.Idle is { } idle)
        {
            Add("idle");
            Add(idle);
        }

        if (a.MergeTakesPlace is { } shared)
        {
            Add("merge-takes-place");
            Add(shared ? 1 : 0);
        }

        if (a.Practice is { } practice)
        {
            Add("practice");
            Add(practice.Length);
            foreach (var (skill, places) in practice)
            {
                Add(skill);
                Add(places);
            }
        }
    }
}
