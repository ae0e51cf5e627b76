using YamlDotNet.Core.Events;

namespace Weft.Application.Templates;

/// <summary>Where in a text something stands, counted from 1.</summary>
internal static class YamlPlace
{
    public static int Line(this ParsingEvent at) => (int)at.Start.Line;

    public static int Column(this ParsingEvent at) => (int)at.Start.Column;

    public static YamlRefusal Refuse(this ParsingEvent at, string code, string message, string path) =>
        new(new TemplateIssue(code, message, at.Line(), at.Column(), path.Length == 0 ? null : path));
}
