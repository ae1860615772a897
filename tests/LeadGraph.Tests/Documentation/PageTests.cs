using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Documentation;

/// <summary>What the Markdown pages name exists.</summary>
public partial class PageTests
{
    public static TheoryData<string> Pages => new(Page.All.Select(page => page.Path));

    [Fact]
    public void Readme_HasAtMostSixKilobytes()
        => Assert.InRange(new FileInfo(new Page("README.md").FullPath).Length, 1, 6_000);

    [Theory, MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadToFilesAndHeadings(string path)
    {
        var page = new Page(path);
        foreach (Match link in page.Lines.SelectMany(line => Link().Matches(line)))
        {
            string[] parts = link.Groups[1].Value.Split('#');
            string target = parts[0].Length == 0
                ? page.FullPath
                : Path.GetFullPath(parts[0], Path.GetDirectoryName(page.FullPath)!);
            Assert.True(Path.Exists(target), $"{path} links to {link.Groups[1].Value}, which does not exist.");
            if (parts.Length > 1)
            {
                Assert.Contains(
                    parts[1], new Page(Path.GetRelativePath(Repository.Root, target)).Anchors);
            }
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void Paths_OfAPage_Exist(string path)
    {
        foreach (Match named in new Page(path).Lines.SelectMany(line => RepositoryPath().Matches(line)))
        {
            Assert.True(
                Path.Exists(Path.Combine(Repository.Root, named.Groups[1].Value)),
                $"{path} names {named.Groups[1].Value}, which does not exist.");
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void Commands_OfAPage_NameProjectsScriptsAndFilesThatExist(string path)
    {
        foreach (string line in new Page(path).Lines)
        {
            foreach (Match project in DotnetProject().Matches(line))
            {
                Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, project.Groups[1].Value), "*.csproj"));
            }

            foreach (Match npm in NpmScript().Matches(line))
            {
                string package = File.ReadAllText(
                    Path.Combine(Repository.Root, npm.Groups["folder"].Value, "package.json"));
                string script = npm.Groups["script"].Value;
                Assert.True(
                    script is "ci" || JsonDocument.Parse(package).RootElement.GetProperty("scripts")
                        .TryGetProperty(script, out _), $"{npm.Value}: there is no such script.");
            }

            foreach (Match file in SqlFile().Matches(line))
            {
                Assert.True(File.Exists(Path.Combine(Repository.Root, file.Groups[1].Value)), file.Value);
            }
        }
    }

    [Fact]
    public void EngineReadme_EachMemberOfATable_IsPublicInItsNamespace()
    {
        Type[] types = [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Where(file => Path.GetFileName(file).StartsWith("HotChocolate", StringComparison.Ordinal)
                || Path.GetFileName(file).StartsWith("GreenDonut", StringComparison.Ordinal))
            .SelectMany(file => Assembly.Load(AssemblyName.GetAssemblyName(file)).GetExportedTypes())];
        Page readme = Page.All.Single(page => page.Path.StartsWith("src/", StringComparison.Ordinal)
            && page.Lines[0] == "# The GraphQL engine");
        int members = 0;
        foreach (string[] row in readme.CodeRowsOf("| namespace | members |"))
        {
            Type[] home = [.. types.Where(type => type.Namespace == row[0].Trim('`'))];
            string[] names =
            [
                .. home.Select(type => type.Name.Split('`')[0]),
                .. home.SelectMany(type => type.GetMethods()).Select(method => method.Name)
            ];
            foreach (Match member in Member().Matches(row[1]))
            {
                members++;
                Assert.Contains(member.Groups[1].Value, names);
            }
        }

        Assert.True(members > 50, $"Only {members} members were found.");
    }

    [GeneratedRegex(@"\]\(((?!\w+:)[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|docs|eng|benchmarks|\.ci|\.github)/[\w./-]+)`")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"dotnet (?:run|test|build|publish)\b[^`#]*?\s((?:src|tests|benchmarks)/[\w./-]+)")]
    private static partial Regex DotnetProject();

    [GeneratedRegex(@"npm --prefix (?<folder>\S+) (?:run )?(?<script>[\w:-]+)")]
    private static partial Regex NpmScript();

    [GeneratedRegex(@"psql [^`]*-f (\S+\.sql)")]
    private static partial Regex SqlFile();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Member();
}
