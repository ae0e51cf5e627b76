using Weft.Benchmarks;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
// Standard output is the result's alone: libraries that write to the console are heard on standard error.
var output = Console.Out;
Console.SetOut(Console.Error);
return await Suites.RunAsync(args, output, Console.Error, stop.Token);
