using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Weft.Application.Coordination;

/// <summary>Ids of events: version 7 of RFC 9562, as the runtime makes them, of random bytes that are fetched for many at once. The system's
/// generator is asked once for hundreds of events and not for each.</summary>
internal static class EventIds
{
    private const int Bytes = 10;
    private const int Many = 400;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    public static Guid New(DateTimeOffset at)
    {
        if (_random is null || _used == Many)
        {
            _random ??= new byte[Many * Bytes];
            RandomNumberGenerator.Fill(_random);
            _used = 0;
        }

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, at.ToUnixTimeMilliseconds() << 16);
        _random.AsSpan(_used++ * Bytes, Bytes).CopyTo(id[6..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
