using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Worker.Processes;

/// <param name="CpuMs">of the child and of all descendants that were waited for</param>
internal sealed record ChildEnd(int ExitCode, long CpuMs, long PeakMemoryBytes);

/// <summary>A command started with <c>posix_spawn</c> as the leader of a session of its own.</summary>
internal sealed unsafe class PosixChild : IDisposable
{
    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In);
    private readonly AnonymousPipeServerStream _error = new(PipeDirection.In);
    private readonly AnonymousPipeServerStream _alive = new(PipeDirection.Out);

    private PosixChild(CommandRequest request)
    {
        string[] arguments =
        [
            Watchdog.Name, "-c", Watchdog.Script, Watchdog.Name,
            Math.Ceiling(request.Grace.TotalSeconds).ToString("0", CultureInfo.InvariantCulture), request.Folder, request.Run, request.Command,
        ];
        Id = Spawn(arguments, [.. request.Environment.Select(entry => $"{entry.Key}={entry.Value}")]);
        _output.DisposeLocalCopyOfClientHandle();
        _error.DisposeLocalCopyOfClientHandle();
        _alive.DisposeLocalCopyOfClientHandle();
    }

    /// <summary>Process, group and session at once.</summary>
    public int Id { get; }

    public Stream Output => _output;

    public Stream Error => _error;

    public static PosixChild Start(CommandRequest request)
    {
        if (request.Command.Contains('\0', StringComparison.Ordinal) || request.Environment.Any(entry => entry.Value.Contains('\0', StringComparison.Ordinal)))
            throw new ArgumentException("a command or a variable with a NUL cannot be passed on", nameof(request));
        return new PosixChild(request);
    }

    /// <summary>Returns when the command has ended; it stays a zombie, so its number and its figures stay valid until <see cref="Reap"/>.</summary>
    public void WaitForEnd()
    {
        var information = stackalloc byte[256];
        while (PosixLibrary.WaitId(PosixLibrary.WaitById, Id, information, PosixLibrary.WaitExited | PosixLibrary.WaitWithoutReaping) != 0)
        {
            if (Marshal.GetLastPInvokeError() != PosixLibrary.ErrorInterrupted)
                return;
        }
    }

    public ChildEnd Reap()
    {
        var usage = stackalloc long[64];
        new Span<long>(usage, 64).Clear();
        int status;
        while (PosixLibrary.Wait4(Id, out status, 0, (byte*)usage) < 0)
        {
            if (Marshal.GetLastPInvokeError() != PosixLibrary.ErrorInterrupted)
                return new ChildEnd(-1, 0, 0);
        }
        var signal = status & 0x7f;
        // macOS pads the 32 bits of its microseconds; they never need more anywhere.
        var cpu = (usage[0] + usage[2]) * 1000 + ((usage[1] & 0xffffffff) + (usage[3] & 0xffffffff)) / 1000;
        return new ChildEnd(signal == 0 ? (status >> 8) & 0xff : 128 + signal, cpu, usage[4] * (OperatingSystem.IsMacOS() ? 1 : 1024));
    }

    public void SignalGroup(int signal) => _ = PosixLibrary.Kill(-Id, signal);

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _alive.Dispose();
    }

    private int Spawn(string[] arguments, string[] environment)
    {
        var actions = stackalloc byte[PosixLibrary.OpaqueBytes];
        var attributes = stackalloc byte[PosixLibrary.OpaqueBytes];
        _ = PosixLibrary.ActionsInit(actions);
        _ = PosixLibrary.AttributesInit(attributes);
        var block = new NativeStrings(arguments, environment);
        try
        {
            Describe(actions, attributes);
            fixed (byte* shell = "/bin/sh\0"u8)
            {
                var error = PosixLibrary.Spawn(out var id, shell, actions, attributes, block.First, block.Second);
                return error == 0 ? id : throw new IOException($"the command could not be started: error {error} ({Marshal.GetPInvokeErrorMessage(error)})");
            }
        }
        finally
        {
            block.Free();
            _ = PosixLibrary.AttributesDestroy(attributes);
            _ = PosixLibrary.ActionsDestroy(actions);
        }
    }

    private void Describe(byte* actions, byte* attributes)
    {
        _ = PosixLibrary.ActionsOpen(actions, 0, "/dev/null", 0, 0);
        _ = PosixLibrary.ActionsDuplicate(actions, (int)_output.ClientSafePipeHandle.DangerousGetHandle(), 1);
        _ = PosixLibrary.ActionsDuplicate(actions, (int)_error.ClientSafePipeHandle.DangerousGetHandle(), 2);
        _ = PosixLibrary.ActionsDuplicate(actions, (int)_alive.ClientSafePipeHandle.DangerousGetHandle(), Watchdog.Descriptor);
        var signals = stackalloc byte[256];
        _ = PosixLibrary.SignalsNone(signals);
        _ = PosixLibrary.AttributesMask(attributes, signals);
        foreach (var signal in PosixLibrary.ToDefault)
            _ = PosixLibrary.SignalsAdd(signals, signal);
        _ = PosixLibrary.AttributesDefaults(attributes, signals);
        _ = PosixLibrary.AttributesFlags(attributes, (short)(PosixLibrary.SetSession | PosixLibrary.SetSignalDefaults | PosixLibrary.SetSignalMask));
    }

    /// <summary>Two NULL-terminated lists of C strings.</summary>
    private readonly struct NativeStrings(string[] first, string[] second)
    {
        public readonly byte** First = List(first);
        public readonly byte** Second = List(second);

        public void Free()
        {
            Free(First);
            Free(Second);
        }

        private static byte** List(string[] texts)
        {
            var list = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Length + 1), (nuint)sizeof(byte*));
            for (var i = 0; i < texts.Length; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(texts[i]);
                list[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
                bytes.CopyTo(new Span<byte>(list[i], bytes.Length));
            }
            return list;
        }

        private static void Free(byte** list)
        {
            for (var at = list; *at != null; at++)
                NativeMemory.Free(*at);
            NativeMemory.Free(list);
        }
    }
}
