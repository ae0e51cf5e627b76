using System.Security.Cryptography;
using System.Text;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Catalogue;

namespace Weft.Application.Catalogue;

/// <summary>The text of a template with what identifies it.</summary>
public sealed record TemplateText(string Name, string Text, string Hash, long SizeBytes, string? Description)
{
    public static TemplateText Of(string name, string text, string? description)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new TemplateText(name, text, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, description);
    }
}

/// <summary>Templates hold commands that workers run: only administrators publish them.</summary>
public sealed record PublishTemplate(TemplateText Template) : ICommand
{
    public Permission Needs => Permission.Administer;

    public async ValueTask<long?> VersionAsync(Deciding deciding) => (await deciding.LoadAsync(Streams.Template, Template.Name))?.Newest.Version;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var (name, text, hash, size, description) = Template;
        var rejection = await deciding.OnAsync(Streams.Template, name, s => Publish.Decide(s, name, text, hash, size, description, builtIn: false));
        if (rejection is null && await deciding.LoadAsync(Streams.Template, name) is { } after)
        {
            deciding.Answer = new TemplateAnswer(name, after.Newest.Version);
        }

        return rejection;
    }
}
