namespace Weft.Projections.Templates;

/// <summary>A template of a workspace with its versions, without their texts.</summary>
public sealed record TemplateRow : IRow
{
    public required string Id { get; init; }

    public required string? Description { get; init; }

    /// <summary>The newest version.</summary>
    public required int Version { get; init; }

    /// <summary>The newest version came with the product.</summary>
    public required bool BuiltIn { get; init; }

    public required DateTimeOffset At { get; init; }

    public required long Position { get; init; }
}
