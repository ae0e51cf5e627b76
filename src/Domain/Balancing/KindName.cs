using System.Security.Cryptography;
using System.Text;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Balancing;

/// <summary>What windows call a kind of task: complexity and skills. A task that asks for very many skills would make every window large, so the
/// end of a long name is told by its hash.</summary>
internal static class KindName
{
    private const int Longest = 200;
    private const int HashLength = 16;

    public static string Of(WorkItem item) => Shortened(OpenTask.FamilyOf(item));

    internal static string Shortened(string family) => family.Length <= Longest
        ? family
        : $"{family[..(Longest - HashLength - 1)]}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(family)))[..HashLength]}";
}
