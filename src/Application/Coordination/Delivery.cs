using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>The door cannot take a message now. Its sender is told by an exception, so that the message is tried again.</summary>
public sealed class DoorClosedException(Rejection rejection) : Exception($"{rejection.Code}: {rejection.Detail}");

/// <summary>Commands of messages that survive a restart.</summary>
public static class Delivery
{
    /// <summary>Accepted or refused, the message is done; only a door that is closed for now leaves it to be tried again.</summary>
    public static async Task DeliverAsync(this IDoor door, ICommand command, Sender sender, CancellationToken cancellation)
    {
        var outcome = await door.SendAsync(command, sender, cancellation);
        if (outcome.Rejection is { Code: DoorRefusals.Busy or DoorRefusals.NotOwner or DoorRefusals.Stopping or DoorRefusals.Unavailable } closed)
        {
            throw new DoorClosedException(closed);
        }
    }
}
