namespace Weft.Contracts;

/// <summary>Why a task is where it is: what it waits for, or why it went to its agent, and why not to the others.</summary>
/// <param name="Waiting">what keeps it from running, or how it ended; empty while an agent has it</param>
/// <param name="Changes">the least that would have to be otherwise so that it could run, all of it together: of agents, for the one that lacks least; empty where only time will tell</param>
/// <param name="Skills">what it asks for</param>
/// <param name="SkillsFrom">task: it names them itself; template: its stage does; paths: the domain map knows them from what it touches; null: it asks for none</param>
/// <param name="Assignment">the last time it was given to an agent; null when it never was</param>
/// <param name="Priority">that it goes by: now while it waits, else at its last assignment</param>
/// <param name="PriorityBoost">so much of that is what balancing adds</param>
public sealed record WhyAnswer(string Workflow, string Task, string Status, IReadOnlyList<WaitReason> Waiting, AssignmentWhy? Assignment, long Position,
    IReadOnlyList<SkillLevel>? Skills = null, string? SkillsFrom = null, int? Priority = null, int PriorityBoost = 0, IReadOnlyList<ChangeView>? Changes = null);

/// <summary>Something that would have to be otherwise.</summary>
/// <param name="What">task:NAME, gate:NAME, workflow, parallel-agents, answer, retry, asking, agent (another one comes); of an agent as in the smallest flip, besides merge-lane, owner:DOMAIN, review:SKILL, slice:RESOURCE</param>
/// <param name="Agent">whose it is; null: nobody's</param>
/// <param name="Text">goes on after "it could run if"</param>
public sealed record ChangeView(string What, string? Agent, double From, double To, string Text);

/// <param name="Code">needs-task, needs-gate, needs-merge, workflow-not-running, workflow-at-limit, retry-later, conflict-open, merge-failed, offered; of one that has ended: task-completed, task-failed, task-cancelled, merge-refused; of
/// what it touches: slice-held (by whom, until when), outside-domain (whose it is); of agents: kept-for-others (for a minute from when it was ready again it is kept
/// from those whose attempt failed, ran out of time or lost its lease, or that let an offer lapse, where another is able, with or without a free place), moved (balancing moved it away from the agent and keeps it from
/// there), kept-from-slow (an agent that became slow gets it only where that would end it sooner than waiting for another), breaker-open, not-asked (who could do it has a place and has not asked for work), not-offered (the same of a run that pushes: it is offered with the next decision), nobody-able (its facts: why each cannot have it)</param>
public sealed record WaitReason(string Code, string Detail, IReadOnlyDictionary<string, string> Facts);

/// <param name="Recomputed">whether the complete inputs of the decision are recorded, so that all below was computed again from them</param>
/// <param name="Agrees">whether the chooser, asked again, chose the same</param>
/// <param name="Practice">skills that the agent did not have and was given it for practice in; null: none</param>
/// <param name="SmallestFlip">the smallest change of one thing after which another agent would have got it, or nobody; tried by deciding again</param>
public sealed record AssignmentWhy(
    string Agent, int Attempt, string Chooser, string? Decision, double Score, string? RunnerUp, double? RunnerUpScore, int Candidates,
    IReadOnlyDictionary<string, int> LeftOut, bool Recomputed, bool Agrees, int? PolicyVersion, WeightsView? Weights,
    IReadOnlyList<ContenderView> Contenders, FlipView? SmallestFlip, IReadOnlyList<Practice>? Practice = null);

public sealed record WeightsView(double Fit, double Finish, double Load, double Priority, double Fairness, double Affinity, double Cost);

/// <summary>An agent of the workspace as it stood when the task was given.</summary>
/// <param name="Verdict">chosen, lower-score, lower-tier, needed-elsewhere, places-taken, workflow-at-limit, not-asking (it would have fitted and had no claim open), or the reason it was left out</param>
/// <param name="Score">null: it could not have it, or was not looked at</param>
/// <param name="Places">tasks at once, merges apart</param>
/// <param name="Free">places without a task; its load is weighed by these</param>
/// <param name="Utilisation">share of its processor as measured, 0-1; null: not measured</param>
/// <param name="Limit">so many of them at most it could be given: it asked for no more, or its breaker lets no more through; null: all</param>
/// <param name="Considered">false: the choice did not look at it, since it did not ask, had no place or had left; the verdict is worked out from the events before the decision</param>
public sealed record ContenderView(
    string Agent, string Verdict, double? Score, CriteriaView? Criteria, double PredictedSeconds, double ErrorSeconds, int Samples,
    int Places = 0, int Free = 0, double? Utilisation = null, bool Considered = true, int? Limit = null);

public sealed record CriteriaView(double Fit, double Finish, double Load, double Fairness, double Affinity, double Cost);

/// <summary>One thing that could have been otherwise.</summary>
/// <param name="Agent">whose it is: another agent's, or the chosen one's</param>
/// <param name="What">skill-level:NAME, predicted-seconds, free-place, limit, utilisation, reserved; and what is or is not, 1 speaking for the agent: asking, active, breaker, slice, excluded, merges, merge-lane, role:NAME; tier:NAME</param>
/// <param name="Size">that changes are compared by: the change as a part of all that is possible, 0-1</param>
/// <param name="Holder">of the smallest flip: who would have had the task then; null: nobody</param>
/// <param name="Text">of the smallest flip: goes on after "would have got it if"</param>
public sealed record FlipView(string Agent, string What, double From, double To, double Size = 1, string? Holder = null, string? Text = null);

/// <summary>A plan of what is left of a run, with its certificate.</summary>
/// <param name="LowerBound">no plan can be shorter, and <paramref name="BoundReason"/> says why</param>
/// <param name="Gap">0.02: at most 2 % longer than the bound</param>
/// <param name="IsOptimal">no plan of the run can be shorter; never where something is left out</param>
/// <param name="Unplanned">tasks that are left out: the figures are of the rest</param>
/// <param name="Assumptions">what the figures rest on here</param>
public sealed record PlanView(
    string Workflow, string Method, string BuiltBy, double MakespanSeconds, double LowerBoundSeconds, string BoundReason, double Gap, bool IsOptimal,
    IReadOnlyList<string> CriticalPath, IReadOnlyList<AgentPlan> Agents, IReadOnlyList<UnplannedTask> Unplanned, long Position,
    IReadOnlyList<PlanAssumption>? Assumptions = null);

/// <summary>Something that a plan rests on, or leaves out.</summary>
/// <param name="Code">conflicts, fails-never, gates, merges, not-running, others-taken, others-waiting, overdue, parallel-limit, reserved, slices, tiers or unplanned</param>
public sealed record PlanAssumption(string Code, string Text);

/// <summary>A task that a plan leaves out.</summary>
/// <param name="Code">nobody-able, failed or merge-failed (it waits for a retry); needs-task or needs-gate: it hangs on such a one, or on a gate that failed, ran out of time or has a check that nobody can do</param>
/// <param name="Because">the task or gate that it hangs on, through any number of others; null: it is in the way itself</param>
public sealed record UnplannedTask(string Task, string Code, string? Because = null);

/// <param name="Agent">with <c>#2</c>, <c>#3</c>… for the further places of an agent with several</param>
public sealed record AgentPlan(string Agent, IReadOnlyList<PlannedWork> Tasks);

public sealed record PlannedWork(string Task, double StartSeconds, double EndSeconds);
