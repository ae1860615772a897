using System.Text;
using System.Text.RegularExpressions;

namespace LeadGraph.Access;

/// <summary>
/// A file with API keys: the lines that <c>auth new-key</c> prints, and comments that begin with <c>#</c>. It can be an
/// environment file too.
/// </summary>
public static partial class ApiKeyFile
{
    private const int MostBytes = 1024 * 1024;
    private const int MostAttempts = 20;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Prefix = "LeadGraph__Auth__ApiKeys__";

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads the keys of a file, by name.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">A line is not the setting of a key, or a key makes no sense.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Dictionary<string, ApiKeyOptions> Read(string path) => Parse(ReadText(path));

    /// <summary>Adds a key. A new file is readable by its owner alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name of the key, which no other one in the file has.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="FormatException">The file is no file of keys, or has a key of this name.</exception>
    public static void Add(string path, string name, ApiKeyOptions key) => Change(path, FileMode.OpenOrCreate, text =>
    {
        if (Parse(text).ContainsKey(name))
        {
            throw new FormatException(
                $"{path} has a key {name} already; revoke it (\"auth revoke {name}\"), or give another name.");
        }

        return $"{text}{(text.Length > 0 && !text.EndsWith('\n') ? "\n" : "")}{Format(name, key)}";
    });

    /// <summary>Removes a key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name of the key.</param>
    /// <exception cref="FormatException">The file is no file of keys, or has no key of this name.</exception>
    public static void Remove(string path, string name) => Change(path, FileMode.Open, text =>
    {
        Dictionary<string, ApiKeyOptions> keys = Parse(text);
        if (!keys.ContainsKey(name))
        {
            throw new FormatException(
                $"{path} has no key {name}; it has {(keys.Count > 0 ? string.Join(", ", keys.Keys) : "none")}.");
        }

        return string.Concat(text.Split('\n')
            .Where(line => !(Setting().Match(line.Trim()) is { Success: true } setting
                && setting.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .Select((line, index) => index > 0 ? $"\n{line}" : line));
    });

    /// <summary>The settings of a key as lines.</summary>
    /// <param name="name">The name of the key.</param>
    /// <param name="key">The key.</param>
    public static string Format(string name, ApiKeyOptions key)
        => $"{Prefix}{name}__{nameof(ApiKeyOptions.Hash)}={key.Hash}\n"
            + $"{Prefix}{name}__{nameof(ApiKeyOptions.Scopes)}={key.Scopes}\n"
            + (key.Expires is null ? "" : $"{Prefix}{name}__{nameof(ApiKeyOptions.Expires)}={key.Expires}\n");

    private static Dictionary<string, ApiKeyOptions> Parse(string text)
    {
        var keys = new Dictionary<string, ApiKeyOptions>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, line) in text.Split('\n').Select(line => line.Trim()).Index())
        {
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            // The line is not in the message: it may hold the key itself, which must not be logged.
            Match setting = Setting().Match(line);
            if (!setting.Success)
            {
                throw new FormatException(
                    $"Line {index + 1} is not the setting of a key, as \"auth new-key\" prints it.");
            }

            string name = setting.Groups["name"].Value, value = setting.Groups["value"].Value;
            ApiKeyOptions key = keys.TryGetValue(name, out ApiKeyOptions? known) ? known : keys[name] = new();
            switch (setting.Groups["part"].Value.ToLowerInvariant())
            {
                case "hash":
                    key.Hash = value;
                    break;
                case "scopes":
                    key.Scopes = value;
                    break;
                default:
                    key.Expires = value;
                    break;
            }
        }

        string[] problems = [.. keys.SelectMany(
            key => key.Value.Problems($"{AccessOptions.Section}:{nameof(AccessOptions.ApiKeys)}:{key.Key}"))];
        return problems.Length == 0 ? keys : throw new FormatException(string.Join(" ", problems));
    }

    private static string ReadText(string path)
    {
        // Not to keep a command from writing meanwhile.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return ReadText(file);
    }

    private static string ReadText(FileStream file)
    {
        if (file.Length > MostBytes)
        {
            throw new FormatException($"It has more than {MostBytes} bytes.");
        }

        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        return reader.ReadToEnd();
    }

    // In place, so that the file keeps its owner, who may be another than who runs the command.
    private static void Change(string path, FileMode mode, Func<string, string> change)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = OwnerAlone;
        }

        using FileStream file = OpenAlone(path, options);
        byte[] changed = Encoding.UTF8.GetBytes(change(ReadText(file)));
        HideFromOthers(file);
        file.Position = 0;
        file.Write(changed);
        file.SetLength(changed.Length);
        file.Flush(flushToDisk: true);
    }

    // One that only a group may read besides stays as it is: the service may be in that group.
    private static void HideFromOthers(FileStream file)
    {
        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(file.SafeFileHandle) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
        {
            File.SetUnixFileMode(file.SafeFileHandle, OwnerAlone);
        }
    }

    // The service, or another command, may be reading it.
    private static FileStream OpenAlone(string path, FileStreamOptions options)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException inUse) when (attempt < MostAttempts
                && inUse is not (FileNotFoundException or DirectoryNotFoundException))
            {
                Thread.Sleep(RetryInterval);
            }
        }
    }

    [GeneratedRegex(
        @"\ALeadGraph__Auth__ApiKeys__(?<name>[a-z0-9]+(_[a-z0-9]+)*)__(?<part>Hash|Scopes|Expires)=(?<value>.*)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
