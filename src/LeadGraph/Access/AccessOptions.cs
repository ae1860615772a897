using System.Globalization;

namespace LeadGraph.Access;

/// <summary>Settings of authentication, in section <see cref="Section"/>.</summary>
public sealed class AccessOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Auth";

    /// <summary>
    /// <c>None</c>, <c>ApiKey</c> or <c>Jwt</c>, see <see cref="AuthMode"/>. If it is not set, everyone may read
    /// everything and the service listens on loopback addresses only.
    /// </summary>
    public string? Mode { get; set; }

    /// <summary>The keys of mode <c>ApiKey</c>, by the name of the caller.</summary>
    public Dictionary<string, ApiKeyOptions> ApiKeys { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// A file with further keys of mode <c>ApiKey</c>, see <see cref="ApiKeyFile"/>. It is read again when it changes.
    /// </summary>
    public string? ApiKeysFile { get; set; }

    /// <summary>The tokens that mode <c>Jwt</c> accepts.</summary>
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>The mode, or null if it is not set.</summary>
    public AuthMode? ChosenMode => Enum.TryParse(Mode, ignoreCase: true, out AuthMode mode) ? mode : null;

    /// <summary><see cref="ApiKeysFile"/>, or null if it is not set.</summary>
    public string? KeysFile => string.IsNullOrWhiteSpace(ApiKeysFile) ? null : ApiKeysFile;

    /// <summary>The keys of the settings and of the file, by name.</summary>
    /// <exception cref="FormatException">The file is broken, or has a name of the settings.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public Dictionary<string, ApiKeyOptions> ReadKeys()
    {
        var keys = new Dictionary<string, ApiKeyOptions>(ApiKeys, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, key) in KeysFile is { } file ? ApiKeyFile.Read(file) : [])
        {
            if (!keys.TryAdd(name, key))
            {
                throw new FormatException($"It has a key {name}, as {Section}:{nameof(ApiKeys)} has.");
            }
        }

        return keys;
    }

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (!string.IsNullOrWhiteSpace(Mode)
            && !Enum.GetNames<AuthMode>().Contains(Mode.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            string names = string.Join(", ", Enum.GetNames<AuthMode>());
            return [$"{Section}:{nameof(Mode)} is \"{Mode}\"; it accepts {names}."];
        }

        return ChosenMode switch
        {
            AuthMode.ApiKey when ApiKeys.Count == 0 && KeysFile is null =>
                [$"{Section}:{nameof(Mode)} is ApiKey, but no API keys are configured in {Section}:{nameof(ApiKeys)} "
                    + $"or {Section}:{nameof(ApiKeysFile)}; create one with "
                    + "\"auth new-key --name dashboard --scopes read,personal\"."],
            AuthMode.ApiKey => KeyProblems(),
            AuthMode.Jwt => Jwt.Problems($"{Section}:{nameof(Jwt)}"),
            null when ApiKeys.Count > 0 => [NoModeFor(nameof(ApiKeys))],
            null when KeysFile is not null => [NoModeFor(nameof(ApiKeysFile))],
            _ => []
        };
    }

    private static string NoModeFor(string setting)
        => $"{Section}:{setting} holds keys, but without {Section}:{nameof(Mode)} no key is required; "
            + $"set {Section}:{nameof(Mode)} to ApiKey.";

    private string[] KeyProblems()
    {
        string[] problems =
            [.. ApiKeys.SelectMany(key => key.Value.Problems($"{Section}:{nameof(ApiKeys)}:{key.Key}"))];
        try
        {
            ReadKeys();
            return problems;
        }
        catch (Exception broken) when (broken is FormatException or IOException or UnauthorizedAccessException)
        {
            return [.. problems, $"{Section}:{nameof(ApiKeysFile)} is {ApiKeysFile}, which cannot be used: "
                + $"{broken.Message} \"auth new-key --file {ApiKeysFile}\" makes such a file."];
        }
    }
}

/// <summary>The settings of one API key.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>The accepted scopes, as a text for error messages.</summary>
    public const string AcceptedScopes =
        "read, with personal and campaigns beside it, and metrics beside them or alone";

    /// <summary>The key's hash as <see cref="ApiKey.HashOf"/> writes it.</summary>
    public string? Hash { get; set; }

    /// <summary>
    /// The scopes of the caller: <c>read</c>, with <c>personal</c> and <c>campaigns</c> beside it, and <c>metrics</c>.
    /// </summary>
    public string? Scopes { get; set; }

    /// <summary>When the key expires, ISO 8601, UTC without an offset; not set for never.</summary>
    public string? Expires { get; set; }

    /// <summary><see cref="Expires"/> as a time, or null if it is not set or not a time.</summary>
    public DateTimeOffset? ExpiryTime => ParseTime(Expires);

    /// <summary>Parses a time; null if the text is not one.</summary>
    /// <param name="text">The text, ISO 8601; UTC without an offset.</param>
    public static DateTimeOffset? ParseTime(string? text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>What is wrong with this key.</summary>
    /// <param name="setting">The name of its section.</param>
    public IEnumerable<string> Problems(string setting)
    {
        if (!ApiKey.TryParseHash(Hash, out _))
        {
            // The value is not in the message: it may be the key itself, which must not be logged.
            yield return $"{setting}:{nameof(Hash)} is not the hash of a key; it must be sha256: and 64 hexadecimal "
                + "digits, as \"auth new-key\" prints it.";
        }

        string[] scopes = Access.Scopes.Split(Scopes);
        if (scopes.Length == 0 || scopes.Except(Access.Scopes.All).Any()
            || (scopes.Intersect([Access.Scopes.Personal, Access.Scopes.Campaigns]).Any()
                && !scopes.Contains(Access.Scopes.Read)))
        {
            yield return $"{setting}:{nameof(Scopes)} is \"{Scopes}\"; it accepts {AcceptedScopes}.";
        }

        if (!string.IsNullOrWhiteSpace(Expires) && ExpiryTime is null)
        {
            yield return $"{setting}:{nameof(Expires)} is \"{Expires}\"; it must be a time such as "
                + "2027-01-31T00:00:00Z.";
        }
    }
}
