using FluentValidation;
using Weft.Api.Coordination;
using Weft.Contracts;

namespace Weft.Api.Workflows;

public sealed class ReasonRules : AbstractValidator<ReasonRequest>
{
    public ReasonRules() => RuleFor(b => b.Reason).MustBeShort();
}

/// <summary>Calls that only name their agent: a name that could be no agent's is refused before anything is looked up.</summary>
public sealed class HoldRules : AbstractValidator<HoldRequest>
{
    public HoldRules() => RuleFor(b => b.Agent).NotEmpty().MaximumLength(100);
}
