using System.Text.RegularExpressions;

namespace HotChocolate;

/// <summary>The engine's folders are the specification's chapters, and each depends only on those before it.</summary>
public partial class LayeringTests
{
    private static readonly string[] s_folders =
        ["Language", "Errors", "GreenDonut", "Subscriptions", "Types", "Validation", "Execution"];

    /// <summary>
    /// Names of classes whose members are always qualified by them; other names may be properties there.
    /// </summary>
    private static readonly Lazy<HashSet<string>> s_staticClasses = new(() =>
    [
        .. typeof(Schema).Assembly.GetTypes().Where(type => type is { IsAbstract: true, IsSealed: true })
            .Select(type => type.Name),
    ]);

    [Fact]
    public void Folders_EachFile_NamesNoTypeOfALaterFolder()
    {
        string root = System.IO.Path.Combine(RepositoryRoot(), "src", "GraphQLEngine", "HotChocolate");
        Dictionary<string, string[]> sources = s_folders.ToDictionary(
            folder => folder,
            folder => Directory.GetFiles(System.IO.Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories));
        Assert.Equal(
            s_folders.Order(),
            Directory.GetDirectories(root).Select(System.IO.Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order());

        // A name that is declared in several folders says nothing about where it is meant.
        Dictionary<string, string> homes = s_folders
            .SelectMany(folder => sources[folder].SelectMany(Declared).Distinct().Select(name => (name, folder)))
            .GroupBy(home => home.name)
            .Where(homes => homes.Count() == 1)
            .ToDictionary(homes => homes.Key, homes => homes.First().folder);
        Assert.True(homes.Count > 150, $"Only {homes.Count} types were found.");
        string[] violations =
        [
            .. from folder in s_folders
               from file in sources[folder]
               from name in Identifiers(file)
               where homes.TryGetValue(name, out string? home)
                   && Array.IndexOf(s_folders, home) > Array.IndexOf(s_folders, folder)
               select $"{System.IO.Path.GetRelativePath(root, file)} names {name} of {homes[name]}",
        ];

        Assert.True(violations.Length == 0, string.Join("\n", violations));
    }

    [Fact]
    public void Engine_References_NeitherAspNetCoreNorEntityFramework()
        => Assert.DoesNotContain(
            typeof(Schema).Assembly.GetReferencedAssemblies(),
            reference => reference.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || reference.Name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal));

    private static IEnumerable<string> Declared(string file)
        => Declaration().Matches(Code(file)).Select(match => match.Groups["name"].Value);

    private static IEnumerable<string> Identifiers(string file)
    {
        string code = Code(file);
        return Identifier().Matches(code).Select(match => match.Value)
            .Concat(Qualifier().Matches(code).Select(match => match.Value).Where(s_staticClasses.Value.Contains))
            .Distinct();
    }

    /// <summary>The file without comments and the texts of strings.</summary>
    private static string Code(string file) => NotCode().Replace(File.ReadAllText(file), " ");

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "LeadGraph.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests are not run within the repository.");
    }

    [GeneratedRegex(@"^(?:public|internal)\s[^=;(]*?\b(?:class|interface|struct|enum|record)\s+(?:struct\s+|class\s+)?(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    /// <summary>
    /// A name where only a type can stand: before a variable, in brackets, or after a word that asks for one.
    /// </summary>
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*(?=\??(\[\])?\s+[a-z_]\w*\b(?<!\b(is|as|when|and|or|switch|with)))|(?<=\b(new|is|as|not)\s|typeof\(|<|:\s)[A-Z]\w*")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*(?=\.[A-Z])")]
    private static partial Regex Qualifier();

    [GeneratedRegex("//[^\n]*|\"(?:\\\\.|[^\"\\\\\n])*\"")]
    private static partial Regex NotCode();
}
