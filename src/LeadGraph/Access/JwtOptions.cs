using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>Settings of mode <see cref="AuthMode.Jwt"/>.</summary>
public sealed class JwtOptions
{
    private const string NoKeySet =
        "it is no JSON Web Key Set, such as {\"keys\":[…]}, with values in base64url.";

    private static readonly string[] DefaultAlgorithms = ["RS256", "PS256", "ES256"];

    private static readonly string[] KnownAlgorithms =
    [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256", "HS384", "HS512"
    ];

    /// <summary>The issuer of tokens (<c>iss</c>).</summary>
    public string? Issuer { get; set; }

    /// <summary>The audience of tokens (<c>aud</c>): the name of this service.</summary>
    public string? Audience { get; set; }

    /// <summary>The issuer's public keys as the text of a JSON Web Key Set (RFC 7517, section 5).</summary>
    public string? Jwks { get; set; }

    /// <summary>Or: a file with the JSON Web Key Set, which is read again every 30 seconds.</summary>
    public string? JwksFile { get; set; }

    /// <summary>
    /// Or: the issuer's URL, from which the keys are discovered (OpenID Connect Discovery 1.0). HTTPS, or HTTP on a
    /// loopback address.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>The URL of the issuer's metadata; null if <see cref="Authority"/> is invalid.</summary>
    public Uri? MetadataAddress
        => Uri.TryCreate(
                $"{Authority?.TrimEnd('/')}/.well-known/openid-configuration", UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address : null;

    /// <summary>The tolerated difference from the issuer's clock, 0 to 10 minutes.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The accepted signature algorithms; RS256, PS256 and ES256 by default.</summary>
    public IReadOnlyList<string> Algorithms { get; set; } = [];

    /// <summary>The claim with the scopes: a string, separated by spaces, or a list of strings.</summary>
    public string ScopeClaim { get; set; } = Scopes.Claim;

    /// <summary><see cref="Algorithms"/>, or the default.</summary>
    public IReadOnlyList<string> AcceptedAlgorithms => Algorithms.Count > 0 ? Algorithms : DefaultAlgorithms;

    /// <summary>What is wrong with these options.</summary>
    /// <param name="setting">The name of their section.</param>
    public IEnumerable<string> Problems(string setting)
    {
        if (string.IsNullOrWhiteSpace(Issuer))
        {
            yield return $"{setting}:{nameof(Issuer)} is not set; it must be the issuer's name, as in the token's iss.";
        }

        if (string.IsNullOrWhiteSpace(Audience))
        {
            yield return $"{setting}:{nameof(Audience)} is not set; it must be this service's name, as in the token's "
                + "aud.";
        }

        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(10))
        {
            yield return $"{setting}:{nameof(ClockSkew)} is {ClockSkew}; it must be 00:00:00 to 00:10:00.";
        }

        foreach (string unknown in Algorithms.Except(KnownAlgorithms))
        {
            yield return $"{setting}:{nameof(Algorithms)} holds \"{unknown}\"; it accepts "
                + $"{string.Join(", ", KnownAlgorithms)}.";
        }

        if (string.IsNullOrWhiteSpace(ScopeClaim))
        {
            yield return $"{setting}:{nameof(ScopeClaim)} is empty; it must be a claim's name.";
        }

        if (KeyProblem(setting) is { } problem)
        {
            yield return problem;
        }
    }

    /// <summary>Reads the keys of a JSON Web Key Set that fit the algorithms.</summary>
    /// <param name="json">The set.</param>
    /// <exception cref="FormatException">It is no key set, or none of its keys can be used.</exception>
    public IReadOnlyList<SecurityKey> ReadKeys(string json)
    {
        try
        {
            return UsableKeys(new JsonWebKeySet(json));
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or System.Text.Json.JsonException)
        {
            throw new FormatException(NoKeySet);
        }
    }

    /// <summary>The keys of a set that fit the algorithms.</summary>
    /// <param name="set">The set.</param>
    /// <exception cref="FormatException">None of its keys fits, or one is private.</exception>
    public IReadOnlyList<SecurityKey> UsableKeys(JsonWebKeySet set)
    {
        IList<JsonWebKey> keys = set.Keys;
        List<SecurityKey> usable;
        try
        {
            usable = [.. keys.Where(key => key.Use is null or "" or "sig").Where(IsStrong)];
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            throw new FormatException(NoKeySet);
        }

        if (keys.Any(key => key.HasPrivateKey))
        {
            throw new FormatException("it holds a private key; give the public keys alone.");
        }

        return usable.Count > 0 ? usable
            : throw new FormatException(
                $"no key can be used with {string.Join(", ", AcceptedAlgorithms)} (RSA keys need 2048 bits or more).");
    }

    private bool IsStrong(JsonWebKey key) => key.Kty switch
    {
        JsonWebAlgorithmsKeyTypes.RSA => key.KeySize >= 2048 && Accepts("RS", "PS"),
        JsonWebAlgorithmsKeyTypes.EllipticCurve => Accepts("ES"),
        JsonWebAlgorithmsKeyTypes.Octet => key.KeySize >= 256 && Accepts("HS"),
        _ => false
    };

    private bool Accepts(params string[] families) => AcceptedAlgorithms.Any(
        name => families.Any(family => name.StartsWith(family, StringComparison.Ordinal)));

    private string? KeyProblem(string setting)
    {
        bool fromFile = !string.IsNullOrWhiteSpace(JwksFile);
        if (((string?[])[Jwks, JwksFile, Authority]).Count(text => !string.IsNullOrWhiteSpace(text)) != 1)
        {
            return $"Set either {setting}:{nameof(Jwks)} (the issuer's JSON Web Key Set) or "
                + $"{setting}:{nameof(JwksFile)} (a file that holds it) or {setting}:{nameof(Authority)} (the issuer's "
                + "address).";
        }

        if (!string.IsNullOrWhiteSpace(Authority))
        {
            return MetadataAddress is not null ? null
                : $"{setting}:{nameof(Authority)} is {Authority}; it must be an https address, or an http address of "
                    + "this machine.";
        }

        string name = fromFile ? $"{setting}:{nameof(JwksFile)} is {JwksFile}" : $"{setting}:{nameof(Jwks)} is refused";
        try
        {
            ReadKeys(fromFile ? File.ReadAllText(JwksFile!) : Jwks!);
            return null;
        }
        catch (FormatException unusable)
        {
            return $"{name}; {unusable.Message}";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"{name}, which cannot be read: {unreadable.Message}";
        }
    }
}
