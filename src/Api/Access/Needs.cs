using Weft.Domain.Access;

namespace Weft.Api.Access;

/// <summary>What an endpoint asks of its caller's key. An endpoint without it, or <see cref="PublicAttribute"/>, answers nobody.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute(Permission permission) : Attribute
{
    public Permission Permission { get; } = permission;
}

/// <summary>Answers without a key: health and the description of the API.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublicAttribute : Attribute;
