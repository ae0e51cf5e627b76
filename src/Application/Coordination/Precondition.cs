using System.Globalization;
using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>If-Match: nothing is changed that the caller has not seen. What is refused anyway is refused for that.</summary>
internal static class Precondition
{
    public static async ValueTask<Rejection?> DecideAsync(ICommand command, Deciding deciding)
    {
        if (deciding.Sender.ExpectedVersion is not { } expected)
        {
            return await command.DecideAsync(deciding);
        }

        var version = await command.VersionAsync(deciding);
        if (await command.DecideAsync(deciding) is { } rejection)
        {
            return rejection;
        }

        if (version == expected)
        {
            return null;
        }

        deciding.Drop();
        var said = version?.ToString(CultureInfo.InvariantCulture);
        return Rejection.Because(
            DoorRefusals.VersionMismatch,
            said is null ? "If-Match names a version, and what this changes has none yet." : $"If-Match does not name version {said}, which is the newest: read it again.",
            ("version", said ?? ""));
    }
}
