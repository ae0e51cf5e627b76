using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Notes.Tests;

[Group("page")]
public static class PageTests
{
    public static async Task The_page_and_its_scripts_are_served(Running service)
    {
        var (status, page) = await service.CallAsync("GET", "/", "anyone");
        Check.That(status == 200, $"/ answered {status}");
        foreach (Match script in Regex.Matches(page, "src=\"([^\"]+)\""))
        {
            var (found, _) = await service.CallAsync("GET", "/" + script.Groups[1].Value, "anyone");
            Check.That(found == 200, $"{script.Groups[1].Value} answered {found}");
        }
    }

    public static Task Scripts_call_only_what_the_contract_has(Running _)
    {
        var paths = Operation.All().Select(operation => new Regex($"^{Regex.Replace(operation.Path, "{[^}]+}", "[^/]+")}$")).ToList();
        foreach (var file in Directory.GetFiles("page", "*.js"))
        {
            foreach (Match call in Regex.Matches(File.ReadAllText(file), "fetch\\([\"`]([^\"`?]+)"))
            {
                var path = Regex.Replace(call.Groups[1].Value, "\\$\\{[^}]+\\}", "1");
                Check.That(paths.Any(known => known.IsMatch(path)), $"{file} calls {call.Groups[1].Value}, which is not in the contract");
            }
        }

        return Task.CompletedTask;
    }
}
