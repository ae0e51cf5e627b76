using FluentValidation;
using Weft.Contracts;
using Weft.Domain.Resources;

namespace Weft.Api.Resources;

internal static class SliceRules
{
    public static void MustBeResource<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(r => Resource.Parse(r) is not null).WithMessage("resource must be a path pattern within the repository, table:NAME or operation:METHOD /ROUTE.");
}

public sealed class SliceBodyRules : AbstractValidator<SliceRequestBody>
{
    public SliceBodyRules() => RuleFor(b => b.Resource).MustBeResource();
}
