using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Whether somebody may judge a piece of work as practice: by the supervisor, and of an attempt that the learner really handed in.</summary>
public static class Supervision
{
    public static string WorkOf(string workflow, string task, int attempt) => FormattableString.Invariant($"{workflow}/{task}/{attempt}");

    public static Rejection? Check(Agent learner, string skill, string by, Workflow run, string task, int attempt)
    {
        if (learner.TrainingIn(skill) is not { } training)
        {
            return Rejection.Because("training.unknown", $"Agent '{learner.Id}' is not learning '{skill}'.", ("agent", learner.Id), ("skill", skill));
        }

        if (by != training.Supervisor)
        {
            return Rejection.Because("training.not-supervisor", $"'{training.Supervisor}' supervises '{learner.Id}' in '{skill}', not '{by}'.", ("supervisor", training.Supervisor));
        }

        if (run.Item(task) is not { } item)
        {
            return Refusals.TaskUnknown(run, task);
        }

        var itsOwn = item.DoneBy == learner.Id && item.Attempt == attempt && item.Status is WorkStatus.Submitted or WorkStatus.Completed or WorkStatus.Conflicted
            && item.Definition.Skills.Any(s => s.Name == skill);
        return itsOwn ? null : Rejection.Because(
            "training.not-its-work", $"Attempt {attempt} of '{task}' was not handed in by '{learner.Id}' for practice in '{skill}'.",
            ("task", task), ("status", item.Status.ToString()), ("doneBy", item.DoneBy ?? ""));
    }
}
