using System.Text.RegularExpressions;

namespace Weft.Worker.Git;

/// <summary>
/// The workflow's git remote. A remote on this machine answers by programs of git that read the remote's own configuration, so
/// those are told to run no hooks; a distant remote keeps its rules.
/// </summary>
public sealed partial class RemoteAddress
{
    private const string LocalSafety =
        "-c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true -c gc.auto=0 -c receive.autogc=false"
        + " -c receive.denyCurrentBranch=refuse -c maintenance.auto=false -c 'safe.directory=*'";

    private RemoteAddress(string address, bool isLocal)
    {
        Address = address;
        IsLocal = isLocal;
    }

    public string Address { get; }

    public bool IsLocal { get; }

    public IReadOnlyList<string> FetchOptions => IsLocal ? [$"--upload-pack=git {LocalSafety} upload-pack"] : [];

    public IReadOnlyList<string> PushOptions => IsLocal ? [$"--receive-pack=git {LocalSafety} receive-pack"] : [];

    public static RemoteAddress Parse(string address)
    {
        if (address.Length is 0 or > 2000 || address.Any(char.IsControl) || address.StartsWith('-'))
            throw new GitException("the workflow's git remote is empty, too long or has characters that no remote has");
        if (Path.IsPathFullyQualified(address))
            return new RemoteAddress(address, isLocal: true);
        if (address.StartsWith("file:///", StringComparison.Ordinal))
            return new RemoteAddress(new Uri(address).LocalPath, isLocal: true);
        if (DistantForm().IsMatch(address))
            return new RemoteAddress(address, isLocal: false);
        throw new GitException($"'{WithoutCredentials(address)}' is not a git remote that can be used: an absolute path, https://, http://, ssh:// or user@host:path");
    }

    /// <summary>Why this is not a remote; null when it is one.</summary>
    public static string? Refusal(string address)
    {
        try
        {
            Parse(address);
            return null;
        }
        catch (GitException e)
        {
            return e.Message;
        }
    }

    /// <summary>The same text with what stands between <c>://</c> and <c>@</c> taken out.</summary>
    public static string WithoutCredentials(string text) => CredentialForm().Replace(text, "://");

    public override string ToString() => WithoutCredentials(Address);

    [GeneratedRegex(@"^(https?://|ssh://)[A-Za-z0-9][^\s]*\z|^[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:(?!:)[^\s-][^\s]*\z")]
    private static partial Regex DistantForm();

    [GeneratedRegex(@"://[^/\s@]*@")]
    private static partial Regex CredentialForm();
}
