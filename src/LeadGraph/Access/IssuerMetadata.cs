using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// Fetches the issuer's metadata (OpenID Connect Discovery 1.0) and the signing keys that they name. If a fetch fails or
/// its result is invalid, the previous keys stay in use.
/// </summary>
/// <param name="options">Options that have been validated.</param>
/// <param name="clock">Decides when to try again.</param>
/// <param name="logger">Logs failures.</param>
public sealed partial class IssuerMetadata(JwtOptions options, TimeProvider clock, ILogger<IssuerMetadata> logger)
    : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    // The keys are fetched again after Interval, so a withdrawn key is accepted no longer than that. A token with an
    // unknown key starts a fetch at once, at most once per ShortestInterval.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);
    private const int MostBytes = 1_048_576;

    private volatile Failure? _failure;

    /// <summary>Whether keys have been fetched since the start.</summary>
    public bool HasBeenRead { get; private set; }

    /// <summary>Creates the manager that fetches the metadata when they are due and caches them.</summary>
    /// <param name="address">The address of the metadata.</param>
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
            // A key that the issuer has withdrawn must not be accepted.
            UseLastKnownGoodConfiguration = false
        };
    }

    /// <inheritdoc/>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
        string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        // Without keys every request starts a fetch. For a short time after a failure they get that failure.
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
            // The same failure is logged once until it changes.
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
        Message = "The issuer's metadata {Address} cannot be used; the previous keys stay in use: {Reason}")]
    private partial void LogUnusable(string address, string reason);

    private sealed record Failure(DateTimeOffset Time, string Reason);
}
