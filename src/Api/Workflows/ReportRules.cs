using FluentValidation;
using Weft.Api.Coordination;
using Weft.Contracts;

namespace Weft.Api.Workflows;

public sealed class UsageRules : AbstractValidator<Usage>
{
    private const int MostSamples = 500;

    public UsageRules()
    {
        RuleFor(b => b.DurationMs).GreaterThanOrEqualTo(0);
        RuleFor(b => b.CpuMs).GreaterThanOrEqualTo(0);
        RuleFor(b => b.Samples).Must(s => s is null || s.Count <= MostSamples).WithMessage($"at most {MostSamples} samples.");
        RuleForEach(b => b.Samples).NotNull();
    }
}

public sealed class EvidenceRules : AbstractValidator<EvidenceReport>
{
    private const int LongestTail = 4 * 1024;

    public EvidenceRules()
    {
        RuleFor(b => b.OutputTail).MaximumLength(LongestTail);
        RuleFor(b => b.OutputHash).MustBeHash();
    }
}
