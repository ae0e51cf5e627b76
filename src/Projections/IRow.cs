namespace Weft.Projections;

/// <summary>One small document of a read model. Rows stay small, so that a batch of events rewrites little.</summary>
public interface IRow
{
    string Id { get; }
}
