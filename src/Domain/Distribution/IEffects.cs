using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>What balancing has in force that the chooser is to see.</summary>
public interface IEffects
{
    /// <summary>How much a task's priority is raised.</summary>
    int BoostOf(string workflow, string task);

    /// <summary>From which agents the task keeps away; null: from none.</summary>
    string? ExcludedFor(string workflow, string task);

    /// <summary>Share of its processor in the last window, 0-1; null: no window has measured it.</summary>
    double? ProcessorOf(string agent);

    /// <summary>Whether it is known to be slow, in some kind of task.</summary>
    bool IsSlow(string agent);

    /// <summary>By how much it is slower than others in a kind of task. 0.5: it takes half as long again; 0: it is not known to be slow.</summary>
    double SlownessOf(string agent, string family);

    /// <summary>Places held back of so many.</summary>
    int ReservedOf(int places);

    /// <summary>The tasks that are not as they would be otherwise.</summary>
    IEnumerable<(string Workflow, string Task)> Concerned { get; }
}

/// <summary>None.</summary>
public sealed class NoEffects : IEffects
{
    public static NoEffects Instance { get; } = new();

    public IEnumerable<(string Workflow, string Task)> Concerned => [];

    public int BoostOf(string workflow, string task) => 0;

    public string? ExcludedFor(string workflow, string task) => null;

    public double? ProcessorOf(string agent) => null;

    public bool IsSlow(string agent) => false;

    public double SlownessOf(string agent, string family) => 0;

    public int ReservedOf(int places) => 0;
}
