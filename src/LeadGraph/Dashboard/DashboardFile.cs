using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Dashboard;

/// <summary>A file of the dashboard, as the build left it in the assembly: plain, and compressed beforehand.</summary>
public sealed class DashboardFile
{
    private const string Folder = "Dashboard/";

    // Best first.
    private static readonly (string Encoding, string Suffix)[] Compressions = [("br", ".br"), ("gzip", ".gz")];

    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml"
    };

    private readonly Dictionary<string, Content> _contents = [];

    private DashboardFile(string path, Assembly assembly, HashSet<string> resources)
    {
        Path = path == "index.html" ? "/" : $"/{path}";
        ContentType = ContentTypes.GetValueOrDefault(
            System.IO.Path.GetExtension(path), "application/octet-stream");
        _contents[""] = Content.Read(assembly, Folder + path);
        foreach (var (encoding, suffix) in Compressions)
        {
            if (resources.Contains(Folder + path + suffix))
            {
                _contents[encoding] = Content.Read(assembly, Folder + path + suffix);
            }
        }
    }

    /// <summary>Where the file is served, from the service's own root.</summary>
    public string Path { get; }

    /// <summary>What it is.</summary>
    public string ContentType { get; }

    /// <summary>Whether its name changes with its content, so that it may be kept for good.</summary>
    public bool IsImmutable => Path.StartsWith("/assets/", StringComparison.Ordinal);

    /// <summary>All files of the dashboard; none where it was left out of the build.</summary>
    public static IReadOnlyList<DashboardFile> ReadAll()
    {
        Assembly assembly = typeof(DashboardFile).Assembly;
        HashSet<string> resources = [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))];
        return [.. resources
            .Where(name => !Compressions.Any(c => name.EndsWith(c.Suffix, StringComparison.Ordinal)))
            .Select(name => new DashboardFile(name[Folder.Length..], assembly, resources))];
    }

    /// <summary>The content in the best form that the client accepts.</summary>
    /// <param name="acceptEncoding">The request's header of that name.</param>
    /// <returns>The encoding, empty for none; the bytes; and what identifies them.</returns>
    public (string Encoding, byte[] Bytes, EntityTagHeaderValue Tag) ContentFor(StringValues acceptEncoding)
    {
        StringWithQualityHeaderValue.TryParseList(acceptEncoding, out IList<StringWithQualityHeaderValue>? accepted);
        string encoding = Compressions
            .Select(c => c.Encoding)
            .FirstOrDefault(e => _contents.ContainsKey(e) && Accepts(accepted ?? [], e), "");
        Content content = _contents[encoding];
        return (encoding, content.Bytes, content.Tag);
    }

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string encoding)
        => (accepted.FirstOrDefault(x => x.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            ?? accepted.FirstOrDefault(x => x.Value == "*")) is { } found && found.Quality is null or > 0;

    private sealed record Content(byte[] Bytes, EntityTagHeaderValue Tag)
    {
        public static Content Read(Assembly assembly, string resource)
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            string hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
            return new Content(bytes, new EntityTagHeaderValue($"\"{hash}\""));
        }
    }
}
