using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// Fetches the issuer's metadata (OpenID Connect Discovery 1.0) and the keys that they lead to. While nothing sound can
/// be fetched, the keys before it stay.
/// </summary>
/// <param name="options">Options that have been validated.</param>
/// <param name="clock">Says when to try again.</param>
/// <param name="logger">Where failures are reported.</param>
public sealed partial class IssuerMetadata(JwtOptions options, TimeProvider clock, ILogger<IssuerMetadata> logger)
    : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    // Keys that the issuer has withdrawn are forgotten after this time; a token with a key that is not known yet has
    // the keys fetched at once, though not more often than the shorter time.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);
    private const int MostBytes = 1_048_576;

    private volatile Failure? _failure;

    /// <summary>Whether keys have been fetched since the start.</summary>
    public bool HasBeenRead { get; private set; }

    /// <summary>Makes what fetches the metadata in time and keeps them.</summary>
    /// <param name="address">Where the metadata are.</param>
    public ConfigurationManager<OpenIdConnectConfiguration> Manage(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = FetchTimeout,
            MaxResponseContentBufferSize = MostBytes
        };
        var documents = new HttpDocumentRetriever(client) { RequireHttps = !address.IsLoopback };
        return new ConfigurationManager<OpenIdConnectConfiguration>(address.AbsoluteUri, this, documents)
        {
            AutomaticRefreshInterval = Interval,
            RefreshInterval = ShortestInterval,
            // A key that the issuer has withdrawn is no good any more.
            UseLastKnownGoodConfiguration = false
        };
    }

    /// <inheritdoc/>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
        string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        // Without keys every request asks for them; those that come right after a failure get it at once.
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
                throw new FormatException($"it is of the issuer {metadata.Issuer}, not of {options.Issuer}.");
            }

            IReadOnlyList<SecurityKey> keys = options.UsableKeys(metadata.JsonWebKeySet);
            metadata.SigningKeys.Clear();
            foreach (SecurityKey key in keys)
            {
                metadata.SigningKeys.Add(key);
            }

            HasBeenRead = true;
            _failure = null;
            return metadata;
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            string reason = failure.GetBaseException().Message;
            // Once for as long as it lasts.
            if (reason != _failure?.Reason)
            {
                LogUnusable(address, reason);
            }

            _failure = new Failure(clock.GetUtcNow(), reason);
            throw;
        }
    }

    [LoggerMessage(
        EventId = 6002, Level = LogLevel.Error,
        Message = "The issuer's metadata {Address} are of no use, the keys before them stay: {Reason}")]
    private partial void LogUnusable(string address, string reason);

    private sealed record Failure(DateTimeOffset Time, string Reason);
}
