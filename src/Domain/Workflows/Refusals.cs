namespace Weft.Domain.Workflows;

/// <summary>Refusals that several decisions of a workflow share. Their codes are the API's problem types.</summary>
public static class Refusals
{
    public const string StaleToken = "lease.stale-token";

    public static Rejection WorkflowUnknown(string id) =>
        Rejection.Because("workflow.unknown", $"There is no workflow '{id}' in this workspace.", ("workflow", id));

    public static Rejection TaskUnknown(Workflow s, string task) =>
        Rejection.Because("task.unknown", $"Workflow '{s.Name}' has no task '{task}'.", ("workflow", s.Id), ("task", task));

    public static Rejection GateUnknown(Workflow s, string gate) =>
        Rejection.Because("gate.unknown", $"Workflow '{s.Name}' has no gate '{gate}'.", ("workflow", s.Id), ("gate", gate));

    public static Rejection Ended(Workflow s) =>
        Rejection.Because("workflow.ended", $"Workflow '{s.Name}' has ended ({s.Status}).", ("workflow", s.Id), ("status", s.Status.ToString()));

    /// <summary>Says who holds the task now and what to do.</summary>
    public static Rejection Stale(WorkItem i, long token) => Rejection.Because(
        StaleToken,
        i.Lease is { } lease
            ? $"Token {token} no longer holds task '{i.Name}': {lease.Agent} holds it with token {lease.Token}. Stop working on it and claim again."
            : $"Token {token} no longer holds task '{i.Name}', which is {i.Status}. Stop working on it and claim again.",
        ("task", i.Name), ("status", i.Status.ToString()), ("heldBy", i.Lease?.Agent ?? ""),
        ("heldSince", i.Lease?.GrantedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture) ?? ""));
}
