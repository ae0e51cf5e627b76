namespace Weft.Domain.Distribution;

/// <summary>Of how many tasks a decision may place only so many, wherever: those that are not urgent, and those of each run. Merges and reverts count for neither.</summary>
internal sealed class Quotas(ChoiceRules rules, int? ordinary)
{
    private readonly Dictionary<string, int> _left = new(StringComparer.Ordinal);
    private int _ordinary = ordinary ?? int.MaxValue;

    public bool Admits(OpenTask task) => task.InMergeLane
        || ((task.RunPlaces is not { } places || _left.GetValueOrDefault(task.Workflow, places) > 0) && (_ordinary > 0 || Suitability.IsUrgent(task, rules)));

    public void Take(OpenTask task)
    {
        if (task.InMergeLane)
        {
            return;
        }

        if (task.RunPlaces is { } places)
        {
            _left[task.Workflow] = _left.GetValueOrDefault(task.Workflow, places) - 1;
        }

        _ordinary -= Suitability.IsUrgent(task, rules) ? 0 : 1;
    }
}
