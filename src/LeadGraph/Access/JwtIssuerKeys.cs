using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// Fetches the issuer's metadata (OpenID Connect Discovery 1.0) and keys. While this fails, the previous keys stay in
/// use. Until it has succeeded once there are none, and tokens get 503.
/// </summary>
/// <param name="options">The validated options.</param>
/// <param name="clock">The clock for retries.</param>
/// <param name="logger">Logs failures.</param>
public sealed partial class JwtIssuerKeys(JwtOptions options, TimeProvider clock, ILogger<JwtIssuerKeys> logger)
    : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    // Keys are fetched at this interval, so that withdrawn keys expire. A token with an unknown key causes a fetch at
    // once, but not before the shortest interval has passed since the last one.
    private static readonly TimeSpan FetchInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestFetchInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);
    private const int MaxResponseBytes = 1_048_576;

    private const int MaxRedirections = 3;

    // The issuer answers what it likes, and a failure quotes it.
    private const int MaxReasonLength = 300;
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private volatile Failure? _failure;
    private string? _loggedReason;
    private DateTimeOffset _loggedAt = DateTimeOffset.MinValue;

    /// <summary>Whether keys have been fetched since the start.</summary>
    public bool HasBeenRead { get; private set; }

    /// <summary>Creates the manager that fetches the metadata when they are due, and caches them.</summary>
    /// <param name="address">The URL of the metadata.</param>
    public ConfigurationManager<OpenIdConnectConfiguration> CreateManager(Uri address)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxAutomaticRedirections = MaxRedirections
        };
        var client = new HttpClient(handler)
        {
            Timeout = FetchTimeout,
            MaxResponseContentBufferSize = MaxResponseBytes
        };
        var documents = new HttpDocumentRetriever(client) { RequireHttps = !address.IsLoopback };
        return new ConfigurationManager<OpenIdConnectConfiguration>(address.AbsoluteUri, this, documents)
        {
            AutomaticRefreshInterval = FetchInterval,
            RefreshInterval = ShortestFetchInterval,
            // Otherwise withdrawn keys would stay valid.
            UseLastKnownGoodConfiguration = false
        };
    }

    /// <inheritdoc/>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
        string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        // Without keys, every request causes a fetch. After a failure, requests get the same failure for a while.
        if (_failure is { } earlier && clock.GetUtcNow() - earlier.Time < FetchTimeout)
        {
            throw new InvalidOperationException(earlier.Reason);
        }

        try
        {
            OpenIdConnectConfiguration metadata =
                await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancel);
            if (metadata.Issuer != options.Issuer)
            {
                throw new FormatException($"its issuer is {metadata.Issuer}, not {options.Issuer}.");
            }

            IReadOnlyList<SecurityKey> keys = options.UsableKeys(metadata.JsonWebKeySet);
            metadata.SigningKeys.Clear();
            foreach (SecurityKey key in keys)
            {
                metadata.SigningKeys.Add(key);
            }

            HasBeenRead = true;
            (_failure, _loggedReason) = (null, null);
            return metadata;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            string reason = exception.GetBaseException().Message;
            reason = reason.Length > MaxReasonLength ? $"{reason.AsSpan(0, MaxReasonLength)}…" : reason;
            DateTimeOffset now = clock.GetUtcNow();
            // A lasting failure is logged once, and one that changes with each answer once a minute.
            if (reason != _loggedReason && now - _loggedAt >= LogInterval)
            {
                (_loggedReason, _loggedAt) = (reason, now);
                LogFetchFailed(
                    address, HasBeenRead ? "the previous keys stay in use" : "tokens get 503 until it can", reason);
            }

            _failure = new Failure(now, reason);
            throw;
        }
    }

    [LoggerMessage(
        EventId = 6002, Level = LogLevel.Error,
        Message = "The issuer's metadata {Address} cannot be used; {Consequence}: {Reason}")]
    private partial void LogFetchFailed(string address, string consequence, string reason);

    private sealed record Failure(DateTimeOffset Time, string Reason);
}
