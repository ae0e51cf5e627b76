namespace Weft.Cli.Agents;

/// <summary>Where launched agents run.</summary>
public interface IAgentPool : IAsyncDisposable
{
    /// <summary>Makes it so many, now; asked again, it changes nothing. True when it is so.</summary>
    Task<bool> ScaleAsync(int wanted, CancellationToken cancellation);
}
