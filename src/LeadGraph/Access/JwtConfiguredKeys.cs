using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// The issuer's public keys. A file is read again every 30 seconds, so that keys can be replaced while the service
/// runs, also through symbolic links. If the file is invalid, the previous keys stay in use. If there are none, no token
/// is accepted.
/// </summary>
public sealed partial class JwtConfiguredKeys
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
    /// <param name="options">The validated options.</param>
    /// <param name="clock">The clock for reading the file again.</param>
    /// <param name="logger">Logs an invalid file.</param>
    public JwtConfiguredKeys(JwtOptions options, TimeProvider clock, ILogger logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        if (string.IsNullOrWhiteSpace(options.JwksFile))
        {
            _keys = options.ReadKeys(options.Jwks!);
        }
    }

    /// <summary>The current keys.</summary>
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
            catch (Exception exception)
                when (exception is FormatException or IOException or UnauthorizedAccessException)
            {
                // A lasting failure is logged once.
                if (exception.Message != _loggedReason)
                {
                    LogInvalidFile(
                        file, _content is null ? "no token is accepted" : "the previous keys stay in use",
                        exception.Message);
                }

                _loggedReason = exception.Message;
            }
        }
    }

    [LoggerMessage(
        EventId = 6001, Level = LogLevel.Error,
        Message = "The key file {File} is invalid; {Consequence}: {Reason}")]
    private partial void LogInvalidFile(string file, string consequence, string reason);
}
