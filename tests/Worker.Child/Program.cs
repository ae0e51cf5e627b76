using Weft.Worker.Git;
using Weft.Worker.Processes;

switch (args)
{
    case ["run", var folder, var command]:
        var environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };
        var request = new CommandRequest(command, folder, environment, Path.GetFileName(folder)) { Grace = TimeSpan.FromSeconds(1) };
        await new CommandRunner(TimeProvider.System).RunAsync(request, line => Console.WriteLine(line.Text), null, CancellationToken.None);
        return 0;

    // Merges, says that the push is through, and then never reports: the test kills it there.
    case ["merge", var folder, var remote, var commit, var start]:
        using (var clone = await WorkerClone.OpenAsync(folder, remote, CancellationToken.None))
        {
            var author = Signature.Agent("Grace", TimeProvider.System.GetUtcNow());
            await new Merger(clone).MergeAsync(new MergeRequest("wf", "one", 1, commit, "Merge one", author) { Start = start }, null, CancellationToken.None);
            Console.WriteLine("pushed");
            await Task.Delay(Timeout.InfiniteTimeSpan);
        }
        return 0;

    default:
        return 2;
}
