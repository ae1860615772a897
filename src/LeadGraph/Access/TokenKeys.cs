using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// The issuer's public keys. A file is read again when it has changed, so that the issuer's keys can be replaced while
/// the service runs; as long as a changed file is of no use, the keys before it stay.
/// </summary>
public sealed partial class TokenKeys
{
    private readonly JwtOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private DateTime _readAt;
    private volatile IReadOnlyList<SecurityKey> _keys = [];

    /// <summary>Reads the keys.</summary>
    /// <param name="options">Options that have been validated.</param>
    /// <param name="logger">Where a changed file of no use is reported.</param>
    public TokenKeys(JwtOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        if (string.IsNullOrWhiteSpace(options.JwksFile))
        {
            _keys = options.ReadKeys(options.Jwks!);
        }
    }

    /// <summary>The keys as of now.</summary>
    public IReadOnlyList<SecurityKey> Current
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(_options.JwksFile))
            {
                ReadIfChanged(_options.JwksFile);
            }

            return _keys;
        }
    }

    private void ReadIfChanged(string file)
    {
        lock (_lock)
        {
            DateTime written = File.GetLastWriteTimeUtc(file);
            if (written == _readAt)
            {
                return;
            }

            _readAt = written;
            try
            {
                _keys = _options.ReadKeys(File.ReadAllText(file));
            }
            catch (Exception unusable) when (unusable is FormatException or IOException or UnauthorizedAccessException)
            {
                LogUnusable(file, unusable.Message);
            }
        }
    }

    [LoggerMessage(
        EventId = 6001, Level = LogLevel.Error,
        Message = "The key file {File} has changed and is of no use, the keys before it stay: {Reason}")]
    private partial void LogUnusable(string file, string reason);
}
