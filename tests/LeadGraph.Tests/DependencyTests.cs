using System.Text.RegularExpressions;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests;

/// <summary>
/// The service's folders depend one way. Settings, rules and data come first, then what every endpoint passes through,
/// then the features over it; only the root, which joins them, knows all.
/// </summary>
public partial class DependencyTests
{
    /// <summary>Each folder may use itself and those before it.</summary>
    private static readonly string[] Folders =
    [
        "Configuration", "Scoring", "Data", "Store", "Http", "Access", "Limits", "Caching", "GraphQL", "Segments",
        "Leads", "Insight", "DataQuality", "Changes", "Webhooks", "Campaigns", "Maintained", "Demo", "Dashboard",
        "Operations", "Mcp"
    ];

    private static readonly string Root = Path.Combine(Repository.Root, "src", "LeadGraph");

    [Fact]
    public void Folders_OfTheService_AreAllInTheOrder()
        => Assert.Equal(
            Folders.Order(),
            Directory.GetDirectories(Root)
                .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
                .Select(folder => Path.GetFileName(folder))
                .Where(name => name is not ("bin" or "obj")).Order());

    [Fact]
    public void Folders_EachFile_NamesNoNamespaceOfALaterFolder()
    {
        (string File, string Folder, string Used)[] uses =
        [
            .. from folder in Folders
               from file in Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
               let code = NotCode().Replace(File.ReadAllText(file), " ")
               from used in Names().Matches(code).Select(match => match.Groups["folder"].Value)
               where used.Length == 0 || Folders.Contains(used)
               select (Path.GetRelativePath(Root, file), folder, used)
        ];
        Assert.True(uses.Length > 100, $"Only {uses.Length} uses were found.");
        Assert.Empty(
            from use in uses
            where use.Used.Length == 0 || Array.IndexOf(Folders, use.Used) > Array.IndexOf(Folders, use.Folder)
            select $"{use.File} uses {(use.Used.Length == 0 ? "the root" : use.Used)}");
    }

    // The types of the root need no using directive.
    [Fact]
    public void Folders_EachFile_NamesNoTypeOfTheRoot()
    {
        string[] rootTypes =
        [
            .. typeof(LeadGraphSetup).Assembly.GetTypes()
                // The name of a package, too.
                .Where(type => type is { Namespace: "LeadGraph", IsNested: false } && type.Name != "CommandLine")
                .Select(type => type.Name)
        ];
        Assert.NotEmpty(rootTypes);
        Assert.Empty(
            from folder in Folders
            from file in Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            let code = NotCode().Replace(File.ReadAllText(file), " ")
            from name in rootTypes
            where Regex.IsMatch(code, $@"(?<![\w.]){Regex.Escape(name)}\b")
            select $"{Path.GetRelativePath(Root, file)} names {name} of the root");
    }

    [Fact]
    public void Files_OfTheService_HaveTheNamespaceOfTheirFolder()
        => Assert.Empty(
            from file in Directory.GetFiles(Root, "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Root, file)
            where !path.StartsWith("bin", StringComparison.Ordinal) && !path.StartsWith("obj", StringComparison.Ordinal)
            let folder = Path.GetDirectoryName(path)!
            let expected = $"LeadGraph.{folder.Replace(Path.DirectorySeparatorChar, '.')}".TrimEnd('.')
            let text = File.ReadAllText(file)
            where text.Contains("namespace ", StringComparison.Ordinal)
                && !text.Contains($"namespace {expected};", StringComparison.Ordinal)
            select path);

    /// <summary>
    /// The folder that a using directive leads to, empty for the root, or that a qualified name begins with.
    /// </summary>
    [GeneratedRegex(
        @"^using (?:static )?LeadGraph(?:\.(?<folder>\w+))?[\w.]*;|(?<![\w.])LeadGraph\.(?<folder>[A-Z]\w+)\.[A-Z]",
        RegexOptions.Multiline)]
    private static partial Regex Names();

    /// <summary>Comments and the texts of strings.</summary>
    [GeneratedRegex("//[^\n]*|\"(?:\\\\.|[^\"\\\\\n])*\"")]
    private static partial Regex NotCode();
}
