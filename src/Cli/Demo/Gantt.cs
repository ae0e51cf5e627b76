using Weft.Contracts;

namespace Weft.Cli.Demo;

/// <param name="Phase">of what the text stands for; null for labels</param>
public sealed record GanttPiece(string Text, string? Phase);

/// <summary>A run's timeline as lines of text. Every phase has a sign of its own, so that it reads without colours, piped and narrow.</summary>
public static class Gantt
{
    public static readonly IReadOnlyList<string> Legend =
        ["# working   + gate's check   m merging   ? waiting for an answer", ". waiting for an agent   ~ waiting to be tried again"];

    private static readonly int[] Steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 3600];
    private const int LabelWidth = 24;
    private const int Least = 20;

    /// <param name="width">of a whole line</param>
    public static IReadOnlyList<IReadOnlyList<GanttPiece>> Draw(TimelineView timeline, int width)
    {
        if (timeline.StartedAt is not { } start || timeline.EndedAt is not { } end || end <= start)
        {
            return [];
        }

        var scale = new Scale(start, (end - start).TotalSeconds, Math.Max(Least, width - LabelWidth - 2));
        return
        [
            .. timeline.Tasks.Where(task => task.Kind is "work" or "check").OrderBy(task => task.Segments.Count == 0 ? end : task.Segments[0].From).Select(task => Row(task, scale)),
            [new($"{"",-LabelWidth} {Axis(scale)}", null)],
        ];
    }

    private static List<GanttPiece> Row(TimelineTask task, Scale scale)
    {
        var cells = Enumerable.Repeat((Sign: ' ', Phase: (string?)null), scale.Width).ToArray();
        foreach (var segment in task.Segments.Where(segment => segment.To is not null))
        {
            var (first, last) = (Math.Min(scale.Cell(segment.From), scale.Width - 1), scale.Cell(segment.To!.Value));
            var phase = segment.Phase == "running" && task.Kind == "check" ? "check" : segment.Phase;
            for (var i = first; i <= Math.Max(first, last - 1); i++)
            {
                // What is too short for a place of its own does not hide the work; a conflict is always seen.
                if (last > first || cells[i].Phase is null || phase is "running" or "check" or "resolving")
                {
                    cells[i] = (Sign(phase), phase);
                }
            }
        }

        var row = new List<GanttPiece> { new($"{Short(task.Kind == "check" ? $"{task.Subject}" : task.Task),-LabelWidth} ", null) };
        foreach (var (sign, phase) in cells)
        {
            if (row.Count > 1 && row[^1].Phase == phase)
            {
                row[^1] = row[^1] with { Text = row[^1].Text + sign };
            }
            else
            {
                row.Add(new GanttPiece(sign.ToString(), phase));
            }
        }

        return row;
    }

    private static char Sign(string phase) => phase switch
    {
        "running" => '#',
        "check" => '+',
        "merging" => 'm',
        "resolving" => '?',
        "deferred" => '~',
        _ => '.',
    };

    private static string Axis(Scale scale)
    {
        var axis = new char[scale.Width];
        Array.Fill(axis, ' ');
        var step = Steps.FirstOrDefault(s => scale.Width * s / scale.Seconds >= 8, 86_400);
        for (var second = 0; second <= scale.Seconds; second += step)
        {
            var text = $"|{second}s";
            var at = Math.Min(scale.Width - 1, (int)(second * scale.Width / scale.Seconds));
            text.AsSpan(0, Math.Min(text.Length, scale.Width - at)).CopyTo(axis.AsSpan(at));
        }

        return new string(axis).TrimEnd();
    }

    private static string Short(string name) => name.Length <= LabelWidth ? name : name[..(LabelWidth - 1)] + "…";

    private sealed record Scale(DateTimeOffset Start, double Seconds, int Width)
    {
        public int Cell(DateTimeOffset at) => Math.Clamp((int)((at - Start).TotalSeconds / Seconds * Width), 0, Width);
    }
}
