using System.Collections.Frozen;
using System.IO.Compression;

namespace HotChocolate.AspNetCore.Explorer;

/// <summary>The explorer's static files, if the build could bring them into this assembly.</summary>
internal sealed class ExplorerArchive
{
    private readonly FrozenSet<string> _files;

    private ExplorerArchive(Stream resource)
    {
        using var archive = new ZipArchive(resource, ZipArchiveMode.Read);
        _files = archive.Entries.Select(entry => entry.FullName).ToFrozenSet();
    }

    /// <summary>The archive; null if it was left out of the build.</summary>
    public static ExplorerArchive? Instance { get; } =
        OpenResource() is { } resource ? new ExplorerArchive(resource) : null;

    /// <summary>Whether there is such a file, e.g. <c>static/js/main.js</c>.</summary>
    public bool Contains(string file) => _files.Contains(file);

    /// <summary>Writes the file to a stream.</summary>
    public static async Task CopyAsync(string file, Stream output, CancellationToken cancellationToken)
    {
        // An archive cannot be read by several at a time, but opening one of a few dozen files is next to nothing.
        using var archive = new ZipArchive(OpenResource()!, ZipArchiveMode.Read);
        await using Stream content = archive.GetEntry(file)!.Open();
        await content.CopyToAsync(output, cancellationToken);
    }

    private static Stream? OpenResource()
        => typeof(ExplorerArchive).Assembly.GetManifestResourceStream("explorer.zip");
}
