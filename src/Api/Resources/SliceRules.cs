using FluentValidation;
using Weft.Contracts;
using Weft.Domain.Resources;

namespace Weft.Api.Resources;

internal static class SliceRules
{
    public static void MustBeResource<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(r => r is not null && Resource.Asked(r) is not null).WithMessage($"resource must be {Resource.Form}.");
}

public sealed class SliceBodyRules : AbstractValidator<SliceRequestBody>
{
    public SliceBodyRules() => RuleFor(b => b.Resource).MustBeResource();
}
