using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// The issuer's public keys. A file is read again every 30 seconds, so that the issuer's keys can be replaced while the
/// service runs, whatever links lead to them; as long as what it holds is of no use, the keys before it stay.
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
    private string? _told;
    private volatile IReadOnlyList<SecurityKey> _keys = [];

    /// <summary>Reads the keys.</summary>
    /// <param name="options">Options that have been validated.</param>
    /// <param name="clock">Says when to read again.</param>
    /// <param name="logger">Where a changed file of no use is reported.</param>
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
                ReadInTime(_options.JwksFile);
            }

            return _keys;
        }
    }

    private void ReadInTime(string file)
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

                _told = null;
            }
            catch (Exception unusable) when (unusable is FormatException or IOException or UnauthorizedAccessException)
            {
                // Once for as long as it lasts.
                if (unusable.Message != _told)
                {
                    LogUnusable(file, unusable.Message);
                }

                _told = unusable.Message;
            }
        }
    }

    [LoggerMessage(
        EventId = 6001, Level = LogLevel.Error,
        Message = "The key file {File} is of no use, the keys before it stay: {Reason}")]
    private partial void LogUnusable(string file, string reason);
}
