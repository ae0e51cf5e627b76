using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Notes;

/// <summary>How often which answer was given, for whoever watches the service.</summary>
public sealed class RequestLog
{
    private readonly ConcurrentDictionary<(string Path, int Status), long> _answers = new();

    public void Add(string path, int status) => _answers.AddOrUpdate((path, status), 1, (_, seen) => seen + 1);

    public long Count(string path, int status) => _answers.GetValueOrDefault((path, status));
}
