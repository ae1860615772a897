using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// The issuer's public keys. A key file is read again every 30 seconds, so that keys can be replaced while the service
/// runs, also behind symbolic links. If its content is invalid, the previous keys stay in use.
/// </summary>
public sealed partial class JwtSigningKeys
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly JwtOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private string? _content;
    private string? _loggedReason;
    private volatile IReadOnlyList<SecurityKey> _keys = [];

    /// <summary>Reads the keys.</summary>
    /// <param name="options">Options that have been validated.</param>
    /// <param name="clock">Decides when to read the file again.</param>
    /// <param name="logger">Logs invalid key files.</param>
    public JwtSigningKeys(JwtOptions options, TimeProvider clock, ILogger logger)
    {
        _options = options;
        _clock = clock;
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
                ReadIfDue(_options.JwksFile);
            }

            return _keys;
        }
    }

    private void ReadIfDue(string file)
    {
        lock (_lock)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            if (now - _readAt < Interval)
            {
                return;
            }

            _readAt = now;
            try
            {
                string content = File.ReadAllText(file);
                if (content != _content)
                {
                    _keys = _options.ReadKeys(content);
                    _content = content;
                }

                _loggedReason = null;
            }
            catch (Exception unusable) when (unusable is FormatException or IOException or UnauthorizedAccessException)
            {
                // The same failure is logged once until it changes.
                if (unusable.Message != _loggedReason)
                {
                    LogUnusable(file, unusable.Message);
                }

                _loggedReason = unusable.Message;
            }
        }
    }

    [LoggerMessage(
        EventId = 6001, Level = LogLevel.Error,
        Message = "The key file {File} cannot be used; the previous keys stay in use: {Reason}")]
    private partial void LogUnusable(string file, string reason);
}
