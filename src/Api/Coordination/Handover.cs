namespace Weft.Api.Coordination;

/// <summary>What came of handing a request over to another server.</summary>
internal enum Handover
{
    Answered,

    /// <summary>Nobody is there; nothing was sent.</summary>
    Gone,

    /// <summary>It does not own the workspace any more; it did nothing.</summary>
    Misdirected,

    /// <summary>It did not answer, or not to the end: nobody knows what it did.</summary>
    Lost,
}
