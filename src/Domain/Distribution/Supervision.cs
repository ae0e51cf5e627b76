using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Whether somebody may judge a piece of work as practice: by the supervisor, and of an attempt that the learner was given as practice and handed in.</summary>
public static class Supervision
{
    /// <summary>The reason with the names of those who review, as they stand now.</summary>
    /// <param name="agent">that it is given to</param>
    public static AssignmentReason Name(AssignmentReason why, Agent? agent) => why.Supervised is not { } skills ? why : why with
    {
        Practice = [.. skills.Select(s => agent?.TrainingIn(s)).OfType<Training>().Select(t => new Practice(t.Skill, t.Supervisor))],
    };

    /// <summary>In which skills what happened hands in practice, and whose.</summary>
    /// <param name="before">the run before it: there the task still has its holder</param>
    public static IEnumerable<(string Agent, string Skill, string Task, int Attempt)> HandedIn(Workflow before, object happened) =>
        HandIn.Of(before, happened) is var (item, lease) ? item.Practising.Select(p => (lease.Agent, p.Skill, item.Name, item.Attempt)) : [];

    public static Rejection? Check(Agent learner, string skill, string by, Workflow run, string task, int attempt)
    {
        // What was judged is answered by its verdict, whatever has become of the training since: who lost the answer may ask again.
        var work = Train.WorkOf(run.Id, task, attempt);
        if (learner.ReviewOf(skill, work) is not null)
        {
            return null;
        }

        if (learner.TrainingIn(skill) is not { } training)
        {
            return Rejection.Because("training.unknown", $"Agent '{learner.Id}' is not learning '{skill}'.", ("agent", learner.Id), ("skill", skill));
        }

        if (by != training.Supervisor)
        {
            return Rejection.Because("training.not-supervisor", $"'{training.Supervisor}' supervises '{learner.Id}' in '{skill}', not '{by}'.", ("supervisor", training.Supervisor));
        }

        // It was handed in, whatever has become of the task since. What it did by itself, before or beside its practice, nobody supervised.
        if (training.IsAwaiting(work))
        {
            return null;
        }

        return run.Item(task) is not { } item ? Refusals.TaskUnknown(run, task) : Rejection.Because(
            "training.not-its-work", $"Attempt {attempt} of '{task}' was not handed in by '{learner.Id}' for practice in '{skill}'.",
            ("task", task), ("status", item.Status.ToString()), ("doneBy", item.DoneBy ?? ""));
    }
}
