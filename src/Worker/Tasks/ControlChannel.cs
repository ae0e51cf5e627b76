using System.Globalization;
using System.Text;

namespace Weft.Worker.Tasks;

/// <summary>What a command asked for in its control file.</summary>
public abstract record ControlLine
{
    private ControlLine() { }

    public sealed record Progress(double Percent, string? Message) : ControlLine;

    public sealed record Checkpoint(double Percent, string Name) : ControlLine;

    public sealed record Unknown(string Text) : ControlLine;

    /// <summary><c>progress 40 half of it</c> or <c>checkpoint 40 name</c>.</summary>
    public static ControlLine Parse(string text)
    {
        var parts = text.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || !double.TryParse(parts[1].TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent is < 0 or > 100)
            return new Unknown(text);
        return parts switch
        {
            ["progress", _] => new Progress(percent, null),
            ["progress", _, var message] => new Progress(percent, message),
            ["checkpoint", _, var name] when IsName(name) => new Checkpoint(percent, name),
            _ => new Unknown(text),
        };
    }

    private static bool IsName(string name) => name.Length <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}

/// <summary>
/// Reads what the command appends to its control file and writes the answers. Both files are opened before the command runs and
/// never again: what it may put in their place is not looked at.
/// </summary>
internal sealed class ControlChannel : IDisposable
{
    private const int MaxLineBytes = 4 * 1024;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _control;
    private readonly FileStream _answers;
    private readonly Lock _turn = new();
    private readonly List<byte> _line = [];
    private readonly Func<ControlLine, Task> _handle;

    public ControlChannel(string control, string answers, Func<ControlLine, Task> handle)
    {
        _control = new FileStream(control, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _answers = new FileStream(answers, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _handle = handle;
    }

    /// <summary>Until cancelled, and then once more: what the command wrote last counts too.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await ReadAsync();
            await Task.Delay(LookAgain, ended).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        await ReadAsync();
    }

    public void Answer(string line)
    {
        lock (_turn)
            _answers.Write(Encoding.UTF8.GetBytes(line.ReplaceLineEndings(" ") + "\n"));
    }

    public void Dispose()
    {
        _control.Dispose();
        _answers.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[MaxLineBytes];
        int read;
        while ((read = await _control.ReadAsync(buffer)) > 0)
        {
            foreach (var c in buffer.AsSpan(0, read).ToArray())
            {
                if (c != (byte)'\n')
                {
                    if (_line.Count < MaxLineBytes)
                        _line.Add(c);
                    continue;
                }
                var text = Encoding.UTF8.GetString([.. _line]);
                _line.Clear();
                if (text.Trim().Length > 0)
                    await _handle(ControlLine.Parse(text));
            }
        }
    }
}
