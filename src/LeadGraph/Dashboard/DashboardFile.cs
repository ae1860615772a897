using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Dashboard;

/// <summary>A file of the dashboard, embedded in the assembly uncompressed and precompressed.</summary>
public sealed class DashboardFile
{
    private const string Folder = "Dashboard/";

    // The preferred encoding first.
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

    /// <summary>The path of the URL.</summary>
    public string Path { get; }

    /// <summary>The media type.</summary>
    public string ContentType { get; }

    /// <summary>Whether its name contains a hash of its content, so that clients may cache it forever.</summary>
    public bool IsImmutable => Path.StartsWith("/assets/", StringComparison.Ordinal);

    /// <summary>All files of the dashboard; none if the build omitted it.</summary>
    public static IReadOnlyList<DashboardFile> ReadAll()
    {
        Assembly assembly = typeof(DashboardFile).Assembly;
        HashSet<string> resources = [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))];
        return [.. resources
            .Where(name => !Compressions.Any(c => name.EndsWith(c.Suffix, StringComparison.Ordinal)))
            .Select(name => new DashboardFile(name[Folder.Length..], assembly, resources))];
    }

    /// <summary>The content in the preferred encoding that the client accepts.</summary>
    /// <param name="acceptEncoding">The request header <c>Accept-Encoding</c>.</param>
    /// <returns>The encoding, empty for none; the bytes; and their entity tag.</returns>
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
