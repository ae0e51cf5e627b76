namespace Weft.Worker.Isolation;

/// <summary>A path would leave the folder that it belongs in, or would not mean the same on every system.</summary>
public sealed class PathRefusedException(string path, string reason) : Exception($"'{Shown(path)}': {reason}")
{
    public string Reason { get; } = reason;

    private static string Shown(string path)
    {
        var shown = new string([.. path.Select(c => char.IsControl(c) ? '?' : c).Take(120)]);
        return shown;
    }
}
