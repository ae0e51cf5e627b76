using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Weft.Integration.Tests.Door;

/// <summary>The network between a node and its database, which can fail at chosen moments.</summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _open = [];
    private readonly int _target;
    private readonly Task _loop;
    private int _cuts;
    private string _lost = Batch;
    private readonly TaskCompletionSource _flushing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;
    private (string Statement, TaskCompletionSource Gate, TaskCompletionSource Held)? _requests;
    private TaskCompletionSource? _answer;

    public Wire(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        _target = builder.Port;
        _listener.Start();
        builder.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = builder.ConnectionString;
        _loop = Task.Run(AcceptAsync);
    }

    public string ConnectionString { get; }

    public bool IsDown { get; private set; }

    /// <summary>What the statements look like that store a batch, and that make sure that it is on disk.</summary>
    public const string Batch = "weft_append";

    public const string Flush = "pg_logical_emit_message";

    /// <summary>The next such statement reaches the database, its answer does not come back.</summary>
    public void LoseNextAnswer(string statement = Batch)
    {
        _lost = statement;
        Interlocked.Exchange(ref _cuts, 1);
    }

    /// <summary>A flush has been held.</summary>
    public Task Flushing => _flushing.Task;

    /// <summary>The next batch does not reach the database until the returned action is called; the task ends when it is held.</summary>
    public (Action Release, Task Held) HoldBatches() => HoldNext(Batch);

    /// <summary>The same for the next statement that contains this.</summary>
    public (Action Release, Task Held) HoldNext(string statement)
    {
        var (gate, held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _requests = (statement, gate, held);
        return (gate.SetResult, held.Task);
    }

    /// <summary>The next batch is stored, and its answer does not come before the returned action is called.</summary>
    public Action HoldAnswer()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = gate;
        return gate.SetResult;
    }

    /// <summary>Flushes do not reach the database until the returned action is called.</summary>
    public Action HoldFlushes()
    {
        var held = _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return () =>
        {
            _held = null;
            held.SetResult();
        };
    }

    public bool AnswerWasLost => Volatile.Read(ref _cuts) == 2;

    public void GoDown()
    {
        IsDown = true;
        lock (_open)
        {
            _open.ForEach(c => c.Dispose());
            _open.Clear();
        }
    }

    public void ComeBack() => IsDown = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        GoDown();
        await _loop;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            if (IsDown)
            {
                client.Dispose();
                continue;
            }

            var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _target);
            lock (_open)
            {
                _open.AddRange([client, server]);
            }

            var losing = new bool[1];
            var answers = new[] { Task.CompletedTask };
            _ = PumpAsync(client, server, bytes => Look(bytes, losing, answers), _ => Task.FromResult(false));
            _ = PumpAsync(server, client, _ => { }, async _ =>
            {
                await answers[0];
                return losing[0];
            });
        }
    }

    private void Look(ReadOnlyMemory<byte> bytes, bool[] losing, Task[] answers)
    {
        losing[0] |= Has(bytes, _lost) && Interlocked.CompareExchange(ref _cuts, 2, 1) == 1;
        if (_answer is not null && Has(bytes, Batch) && Interlocked.Exchange(ref _answer, null) is { } gate)
        {
            answers[0] = gate.Task;
        }
    }

    private static bool Has(ReadOnlyMemory<byte> bytes, string statement) => Encoding.ASCII.GetString(bytes.Span).Contains(statement, StringComparison.Ordinal);

    private async Task PumpAsync(TcpClient from, TcpClient to, Action<ReadOnlyMemory<byte>> look, Func<ReadOnlyMemory<byte>, Task<bool>> lose)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                var bytes = buffer.AsMemory(0, read);
                look(bytes);
                if (_requests is { } requests && Has(bytes, requests.Statement))
                {
                    _requests = null;
                    requests.Held.SetResult();
                    await requests.Gate.Task;
                }

                if (_held is { } held && Has(bytes, Flush))
                {
                    _flushing.TrySetResult();
                    await held.Task;
                }

                if (await lose(bytes))
                {
                    break;
                }

                await to.GetStream().WriteAsync(bytes);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException or SocketException)
        {
        }

        from.Dispose();
        to.Dispose();
    }
}
