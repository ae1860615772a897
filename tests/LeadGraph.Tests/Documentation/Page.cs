using System.Text.RegularExpressions;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Documentation;

/// <summary>A Markdown page of this repository.</summary>
/// <param name="Path">Its path from the repository's root, with slashes.</param>
public sealed partial record Page(string Path)
{
    /// <summary>The pages of the root, of <c>docs</c>, and the README of each folder of <c>src</c>.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. Files("", SearchOption.TopDirectoryOnly),
        .. Files("docs", SearchOption.AllDirectories),
        .. Directory.GetDirectories(System.IO.Path.Combine(Repository.Root, "src"))
            .Where(folder => File.Exists(System.IO.Path.Combine(folder, "README.md")))
            .Select(folder => new Page($"src/{System.IO.Path.GetFileName(folder)}/README.md"))
    ];

    /// <summary>Where the file is.</summary>
    public string FullPath => System.IO.Path.Combine(Repository.Root, Path);

    /// <summary>The lines of the page.</summary>
    public string[] Lines { get; } = File.ReadAllLines(System.IO.Path.Combine(Repository.Root, Path));

    /// <summary>The anchors of the page's headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors => Lines.Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The cells of each table row whose first cell begins with code.</summary>
    public IEnumerable<string[]> CodeRows => Rows(Lines);

    /// <summary>The same of one table.</summary>
    /// <param name="header">The table's header, a whole line.</param>
    public IEnumerable<string[]> CodeRowsOf(string header)
        => Rows(Lines.SkipWhile(line => line != header).TakeWhile(line => line.StartsWith('|')));

    private static IEnumerable<string[]> Rows(IEnumerable<string> lines)
        => lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim(' ', '|')).ToArray());

    private static IEnumerable<Page> Files(string folder, SearchOption depth)
        => Directory.GetFiles(System.IO.Path.Combine(Repository.Root, folder), "*.md", depth)
            .Select(file => new Page(System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')));

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
