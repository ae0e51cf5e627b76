using System.Text;

namespace Weft.Worker.Git;

/// <summary>Writes commits by plumbing: no hook, no editor and no signature of the user's takes part.</summary>
internal static class CommitWriter
{
    public static async Task<string> WriteAsync(WorkerClone clone, string tree, IReadOnlyList<string> parents, string message, Signature author, CancellationToken cancellation)
    {
        string[] arguments = ["commit-tree", "-F", "-", .. parents.SelectMany(parent => new[] { "-p", RefName.Commit(parent) }), RefName.Commit(tree)];
        var call = clone.Call(arguments) with
        {
            Input = Encoding.UTF8.GetBytes(message),
            Author = author,
            Committer = Signature.Weft(author.At),
        };
        return RefName.Commit((await clone.DemandAsync(call, cancellation)).Line);
    }
}
