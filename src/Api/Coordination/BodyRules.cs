using FluentValidation;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Frames;
using Microsoft.AspNetCore.Mvc;
using Weft.Domain;
using Wolverine.Http;
using Wolverine.Http.CodeGen;

namespace Weft.Api.Coordination;

/// <summary>Puts the check of the body before every endpoint that has one.</summary>
internal sealed class BodyRulesPolicy : IHttpPolicy
{
    public void Apply(IReadOnlyList<HttpChain> chains, GenerationRules rules, IServiceContainer container)
    {
        foreach (var chain in chains.Where(c => c.HasRequestType))
        {
            var check = new MethodCall(typeof(BodyRules), typeof(BodyRules).GetMethod(nameof(BodyRules.Check))!.MakeGenericMethod(chain.RequestType!));
            chain.Middleware.InsertRange(0, [check, new MaybeEndWithResultFrame(check.ReturnVariable!)]);
        }
    }
}

/// <summary>Validators of bodies, one at most for each type.</summary>
public static class BodyRules
{
    private static readonly Dictionary<Type, IValidator> Validators = Make();

    public static IResult Check<T>(T body)
    {
        if (body is null)
        {
            return Problems.Result(Rejection.Because(Problems.BadBody, "The body must be a JSON object."));
        }

        if (!Validators.TryGetValue(typeof(T), out var validator))
        {
            return WolverineContinue.Result();
        }

        var found = ((IValidator<T>)validator).Validate(body);
        return found.IsValid ? WolverineContinue.Result() : Refuse(found);
    }

    private static Dictionary<Type, IValidator> Make()
    {
        // Fields are called what the sender calls them: waitSeconds, not Wait Seconds.
        ValidatorOptions.Global.DisplayNameResolver = (_, member, _) => member is null ? null : Camel(member.Name);
        return typeof(BodyRules).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, BaseType: { IsGenericType: true } b } && b.GetGenericTypeDefinition() == typeof(AbstractValidator<>))
            .ToDictionary(t => t.BaseType!.GetGenericArguments()[0], t => (IValidator)Activator.CreateInstance(t)!);
    }

    private static IResult Refuse(FluentValidation.Results.ValidationResult found)
    {
        var problem = Problems.Of(Rejection.Because(Problems.BadValue, string.Join(' ', found.Errors.Take(10).Select(e => e.ErrorMessage))));
        problem.Extensions["errors"] = found.Errors.GroupBy(e => Camel(e.PropertyName)).ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage).ToArray());
        return Problems.Result(problem);
    }

    private static string Camel(string path) =>
        string.Join('.', path.Split('.').Select(p => p.Length == 0 ? p : char.ToLowerInvariant(p[0]) + p[1..]));
}
