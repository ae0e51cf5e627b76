using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Artifacts;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class SubmitManyEndpoint
{
    /// <summary>Several holders' results at once. Each is decided by itself and has its own answer. Where the workspace is lost to another server in
    /// between, a request with a key is handed over whole, since what was decided has its receipts; without one, those that were not decided say so.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/submissions", OperationId = "submitMany"), Needs(Permission.Work)]
    public static async Task<Answer<SubmitManyAnswer>> Post(string workspace, SubmitManyRequest body, HttpContext http, IDoor door, NamedContents contents)
    {
        var (sender, wrong) = HttpDoor.Sender(http, workspace);
        if (sender is null)
        {
            return wrong!;
        }

        var outcomes = await Task.WhenAll(body.Items.Select((item, index) => SendAsync(door, contents, sender, item, index, http)));
        if (outcomes.Any(o => o.Rejection?.Code == DoorRefusals.NotOwner) && await LateHandover.AnswersAsync(http))
        {
            return Answer<SubmitManyAnswer>.Given;
        }

        var answers = outcomes.Zip(body.Items, (outcome, item) => Of(item, outcome, http)).ToList();
        return new Answer<SubmitManyAnswer>(new Outcome(null, new SubmitManyAnswer(answers), outcomes.Max(o => o.Position), outcomes.All(o => o.Replayed)));
    }

    /// <summary>Each item has a receipt of its own: a repeated request finishes what the first one left.</summary>
    private static async Task<Outcome> SendAsync(IDoor door, NamedContents contents, Sender sender, SubmitItem item, int index, HttpContext http) =>
        await contents.MissingAsync(http, item.Result) is { } missing
            ? Outcome.Refused(missing, 0)
            : await door.SendAsync(
                new SubmitTask(item.Workflow, item.Task, new Holder(item.Result.Agent, item.Result.Token), Reports.Result(item.Result), item.Result.ChangedPaths),
                sender.Key is { } key ? sender with { Key = FormattableString.Invariant($"{key}/{index}") } : sender,
                http.RequestAborted);

    private static SubmitItemAnswer Of(SubmitItem item, Outcome outcome, HttpContext http)
    {
        if (outcome.Rejection is not { } rejection)
        {
            return new SubmitItemAnswer(item.Workflow, item.Task, outcome.AnswerAs<TaskAnswer>(), null);
        }

        var problem = Problems.Of(rejection);
        var facts = rejection.Facts.ToDictionary(f => f.Key, f => (object?)f.Value);
        if (ProblemResult.AskAgain(http, problem.Status!.Value))
        {
            facts["retryAfterSeconds"] = ProblemResult.RetryAfterSeconds;
        }

        return new SubmitItemAnswer(item.Workflow, item.Task, null, new ProblemBody(problem.Type!, problem.Title!, problem.Status.Value, problem.Detail!, facts));
    }
}

public sealed class SubmitManyRules : AbstractValidator<SubmitManyRequest>
{
    private const int Most = 256;

    public SubmitManyRules()
    {
        RuleFor(b => b.Items).Must(i => i.Count is > 0 and <= Most).WithMessage($"items must have 1-{Most} submissions.");
        RuleForEach(b => b.Items).NotNull().ChildRules(i =>
        {
            i.RuleFor(x => x.Workflow).MustBeName();
            i.RuleFor(x => x.Task).MustBeName();
            i.RuleFor(x => x.Result).SetValidator(new SubmitRules());
        });
    }
}
