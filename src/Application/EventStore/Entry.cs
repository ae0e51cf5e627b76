using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>An event as it is stored. Written down while its batch grows: when the batch is sent, others already wait for it.</summary>
/// <param name="Body">its content as JSON, in UTF-8</param>
/// <param name="Headers">what it carries beside its content, likewise</param>
internal sealed record Entry(Sender Sender, Emitted Emitted, byte[] Body, byte[] Headers)
{
    /// <param name="policy">version of the policy under which it was decided</param>
    public static Entry Of(Sender sender, Emitted emitted, int policy) => new(
        sender, emitted, Json.ToUtf8(emitted.Event), EventStore.Headers.ToUtf8(sender.Actor.Name, emitted.Stamp.Dot, emitted.Deps, policy));
}
