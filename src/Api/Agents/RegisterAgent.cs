using FluentValidation;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class RegisterAgentEndpoint
{
    /// <summary>Declares an agent. Sent again it brings the agent back with what it declares now.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/agents", OperationId = "registerAgent"), Needs(Permission.Work), Creates]
    public static Task<Answer<AgentAnswer>> Post(string workspace, RegisterAgentRequest body, HttpContext http, HttpDoor door) => door.SendAsync<AgentAnswer>(
        http, new Application.Agents.RegisterAgent(body.Id, Profile(body)), StatusCodes.Status201Created, $"/v1/workspaces/{workspace}/agents/{body.Id}");

    private static AgentProfile Profile(RegisterAgentRequest body) => new(
        body.Name ?? body.Id, [.. body.Skills.Select(s => new Skill(s.Name, s.Level))], body.Specialty, Words.Of<AgentTier>(body.Tier), body.Capacity, body.Merges, body.Endpoint,
        new Deadlines(body.SuspectAfterSeconds ?? Deadlines.Default.SuspectAfterSeconds, body.LostAfterSeconds ?? Deadlines.Default.LostAfterSeconds))
    {
        Roles = body.Roles is { Count: > 0 } roles ? [.. roles] : null,
        Launcher = body.Launcher,
    };
}

public sealed class RegisterAgentRules : AbstractValidator<RegisterAgentRequest>
{
    private const int MostSkills = 200;

    public RegisterAgentRules()
    {
        RuleFor(b => b.Id).Matches(@"\A[a-z0-9][a-z0-9._-]{0,99}\z").WithMessage("id must have 1-100 characters a-z, 0-9, '.', '_' and '-', and begin with a letter or digit.");
        RuleFor(b => b.Name).MaximumLength(200);
        RuleFor(b => b.Specialty).MaximumLength(200);
        RuleFor(b => b.Launcher!).MustBeName().When(b => b.Launcher is not null);
        RuleFor(b => b.Endpoint).MaximumLength(500);
        RuleFor(b => b.Tier).MustBeWord<RegisterAgentRequest, AgentTier>();
        RuleFor(b => b.Skills).Must(s => s.Count <= MostSkills).WithMessage($"at most {MostSkills} skills.");
        RuleFor(b => b.Roles).MustBeRoles();
        RuleForEach(b => b.Skills).NotNull().ChildRules(s => s.RuleFor(x => x.Name).NotEmpty().MaximumLength(100));
    }
}
