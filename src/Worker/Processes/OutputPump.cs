namespace Weft.Worker.Processes;

/// <summary>Reads both streams of a command until they end, on threads of their own: a pipe's read cannot be interrupted.</summary>
internal static class OutputPump
{
    public static Task Start(Stream output, Stream error, OutputLimits limits, OutputBudget budget, Action<OutputLine> write)
    {
        var turn = new Lock();
        void WriteInTurn(OutputLine line)
        {
            lock (turn)
                write(line);
        }
        return Task.WhenAll(
            Read(output, new LineSplitter(OutputKind.Output, limits, budget, WriteInTurn)),
            Read(error, new LineSplitter(OutputKind.Error, limits, budget, WriteInTurn)));
    }

    private static Task Read(Stream stream, LineSplitter lines) =>
        Task.Factory.StartNew(
            () =>
            {
                var buffer = new byte[16 * 1024];
                try
                {
                    int read;
                    while ((read = stream.Read(buffer)) > 0)
                        lines.Add(buffer.AsSpan(0, read));
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    // Closed under us: what came so far is all there is.
                }
                lines.Complete();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
}
