using System.Runtime.InteropServices;

namespace Weft.Worker.Processes;

/// <summary>The calls of the C library that the worker needs. Opaque structures are buffers that are large enough everywhere.</summary>
internal static unsafe partial class PosixLibrary
{
    public const int OpaqueBytes = 1024;
    public const int SignalTerminate = 15;
    public const int SignalKill = 9;
    public const int ErrorInterrupted = 4;
    public const int WaitById = 1;
    public const int WaitExited = 4;
    private const string Library = "libc";

    /// <summary>Signals whose being ignored a child would inherit from .NET or from whoever started the worker.</summary>
    public static IReadOnlyList<int> ToDefault => OperatingSystem.IsMacOS() ? [1, 2, 3, 13, 15, 20] : [1, 2, 3, 13, 15, 17];

    public static short SetSession => (short)(OperatingSystem.IsMacOS() ? 0x400 : 0x80);

    public const short SetSignalDefaults = 4;
    public const short SetSignalMask = 8;

    public static int WaitWithoutReaping => OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    public static partial int Spawn(out int id, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsDuplicate(byte* actions, int from, int to);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesMask(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesDefaults(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    public static partial int SignalsNone(byte* signals);

    [LibraryImport(Library, EntryPoint = "sigaddset")]
    public static partial int SignalsAdd(byte* signals, int signal);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int id, int signal);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int kind, int id, byte* information, int options);

    [LibraryImport(Library, EntryPoint = "wait4", SetLastError = true)]
    public static partial int Wait4(int id, out int status, int options, byte* usage);

    [LibraryImport(Library, EntryPoint = "sysconf")]
    public static partial long Configuration(int name);

    [LibraryImport(Library, EntryPoint = "prctl")]
    public static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
