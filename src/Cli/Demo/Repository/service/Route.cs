using System;
using System.Collections.Generic;

namespace Notes;

/// <summary>An operation: <c>{name}</c> in the path stands for any value.</summary>
public sealed record Route(string Method, string Path, string Operation, Func<Call, Answer> Handle)
{
    /// <summary>The values of the path's names; null when the request is for another route.</summary>
    public IReadOnlyDictionary<string, string>? Match(string method, string path)
    {
        var mine = Path.Split('/');
        var theirs = path.Split('/');
        if (method != Method || mine.Length != theirs.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>();
        for (var i = 0; i < mine.Length; i++)
        {
            if (mine[i].StartsWith('{'))
            {
                values[mine[i].Trim('{', '}')] = theirs[i];
            }
            else if (mine[i] != theirs[i])
            {
                return null;
            }
        }

        return values;
    }
}

public sealed record Call(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Query, string Role, string Body);

public sealed record Answer(int Status, string Json)
{
    public static Answer NotFound { get; } = new(404, """{"error":"there is no such thing"}""");

    public static Answer Forbidden { get; } = new(403, """{"error":"this role may not do that"}""");
}
