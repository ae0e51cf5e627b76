using System.Text;
using Weft.Worker.Processes;

namespace Weft.Worker.Tasks;

/// <summary>A command's whole output in a file beside the worktree, and its last lines at hand.</summary>
internal sealed class OutputRecord : IDisposable
{
    private const int MaxTailBytes = 4 * 1024;
    private readonly Lock _turn = new();
    private readonly StreamWriter _file;
    private readonly Queue<string> _tail = new();
    private int _tailBytes;
    private bool _closed;

    public OutputRecord(string path)
    {
        Path = path;
        _file = new StreamWriter(path, append: false, new UTF8Encoding(false));
    }

    public string Path { get; }

    public bool IsEmpty { get; private set; } = true;

    /// <summary>At most 4 KB.</summary>
    public string Tail
    {
        get
        {
            lock (_turn)
                return string.Join('\n', _tail);
        }
    }

    public void Add(OutputLine line)
    {
        lock (_turn)
        {
            if (_closed)
                return;
            IsEmpty = false;
            _file.Write(line.Text);
            _file.Write('\n');
            Keep(line.Text);
        }
    }

    public void Close()
    {
        lock (_turn)
        {
            if (_closed)
                return;
            _closed = true;
            _file.Dispose();
        }
    }

    public void Dispose() => Close();

    private void Keep(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) is var bytes && bytes > MaxTailBytes - 1)
        {
            text = text[^(MaxTailBytes / 4)..];
            bytes = Encoding.UTF8.GetByteCount(text);
        }
        _tail.Enqueue(text);
        _tailBytes += bytes + 1;
        while (_tailBytes > MaxTailBytes && _tail.TryDequeue(out var dropped))
            _tailBytes -= Encoding.UTF8.GetByteCount(dropped) + 1;
    }
}
