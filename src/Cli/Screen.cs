using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft.Cli;

/// <summary>Standard output is the result, standard error is everything about getting there. With <c>--json</c> the result is JSON alone.</summary>
public sealed class Screen(bool json)
{
    public static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly TextWriter _progress = Console.Error;

    public bool IsJson { get; } = json;

    /// <summary>What is going on; never part of the result.</summary>
    public void Say(string line) => _progress.WriteLine(line);

    /// <summary>A line for people: with <c>--json</c> it is left out.</summary>
    public void Line(string line = "")
    {
        if (!IsJson)
        {
            Console.Out.WriteLine(line);
        }
    }

    public void Result<T>(T result)
    {
        if (IsJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result, Shape));
        }
    }
}
