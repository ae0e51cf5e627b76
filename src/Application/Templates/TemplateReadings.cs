using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace Weft.Application.Templates;

/// <summary>What was read lately: the same text with the same parameters is the same definition, however often runs are made of it.</summary>
public sealed class TemplateReadings : IDisposable
{
    /// <summary>Characters of the texts that are remembered, of all together and of one: a definition takes a few times its text.</summary>
    private const int Most = 4 * 1024 * 1024;
    private const int Longest = Most / 16;
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _read = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <param name="hash">of the text</param>
    public TemplateReading Read(string hash, string text, IReadOnlyDictionary<string, string> parameters)
    {
        var key = Key(hash, parameters);
        if (_read.TryGetValue(key, out TemplateReading? known))
        {
            return known!;
        }

        var reading = TemplateReader.Read(text, parameters);
        if (reading is { IsValid: true, Text: { } rendered } && rendered.Length + key.Length is <= Longest and var size)
        {
            _read.Set(key, reading, new MemoryCacheEntryOptions { Size = size, SlidingExpiration = Unused });
        }

        return reading;
    }

    public void Dispose() => _read.Dispose();

    /// <summary>With the lengths, so that no two lists of parameters are written alike.</summary>
    private static string Key(string hash, IReadOnlyDictionary<string, string> parameters)
    {
        var key = new StringBuilder(hash);
        foreach (var (name, value) in parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            key.Append(System.Globalization.CultureInfo.InvariantCulture, $"|{name.Length}:{name}{value.Length}:{value}");
        }

        return key.ToString();
    }
}
