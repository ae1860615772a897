using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Tests.Access;

/// <summary>The service over three leads, closed to all but the holders of the credentials here.</summary>
public static class AuthenticatedHost
{
    public const string Issuer = "https://login.example.com";
    public const string Audience = "leadgraph";

    private static readonly Lazy<string> Leads = new(() => $"Data Source={NewDatabase()}");

    private static readonly Lazy<Task<string>> PostgreSqlLeads = new(async () =>
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(
            database, $"SET TimeZone = 'UTC'; {ReferenceData.PostgreSqlTables}{Rows}");
        return database;
    });

    /// <summary>The key that signs tokens.</summary>
    public static RsaSecurityKey Signer { get; } = new(RSA.Create(2048)) { KeyId = "one" };

    public static string FullKey { get; } = ApiKey.New();

    public static string LesserKey { get; } = ApiKey.New();

    public static string ExpiredKey { get; } = ApiKey.New();

    /// <summary>The connection string of the three leads.</summary>
    public static string Database => Leads.Value;

    /// <summary>Makes a SQLite file with the three leads, and answers its path.</summary>
    public static string NewDatabase()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables + Rows);
        return file;
    }

    /// <summary>The connection string of the three leads on either database, which nobody may change.</summary>
    public static async Task<string> DatabaseAsync(DatabaseProvider provider)
        => provider == DatabaseProvider.Sqlite ? Database : await PostgreSqlLeads.Value;

    private const string Rows = """
            INSERT INTO free_lesson_registrations (user_id, username, first_name, email, registered_at) VALUES
              (1, 'secret_anna', 'Secretanna', 'anna@secret.example', '2025-09-01 10:00:00'),
              (2, 'secret_boris', 'Secretboris', 'boris@secret.example', '2025-09-02 10:00:00'),
              (3, NULL, NULL, NULL, '2025-09-03 10:00:00');
            INSERT INTO events (id, user_id, event_type, created_at, details) VALUES
              (1, 1, 'lesson', '2025-09-09 10:00:00', '{"note":"secret detail"}'),
              (2, 1, 'lesson', '2025-09-10 10:00:00', NULL),
              (3, 2, 'lesson', '2025-09-10 11:00:00', NULL);
            """;

    /// <summary>Adds events of one moment to such a file.</summary>
    public static void AddEvents(string file, long userId, int count)
        => ReferenceData.ExecuteSqlite(file, string.Concat(Enumerable.Repeat(
            "INSERT INTO events (id, user_id, event_type, created_at, details) SELECT max(id) + 1, "
                + $"{userId}, 'lesson', '2025-09-10 12:00:00', '{{\"note\":\"secret\"}}' FROM events;", count)));

    /// <summary>What a request carries that asks for a WebSocket.</summary>
    public static (string Name, string Value)[] Upgrade { get; } =
    [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
    ];

    /// <summary>The public half of the key that signs tokens.</summary>
    public static string Jwks => JwksOf(Signer);

    /// <summary>Starts the service without a mode.</summary>
    public static Task<ServiceHost> OpenAsync(params (string Key, string? Value)[] settings)
    {
        // What a first request takes on a busy machine is not what these tests are about.
        var all = new Dictionary<string, string?> { ["LeadGraph:Limits:ExecutionTimeout"] = "00:00:30" };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        all.Remove("ConnectionStrings:LeadGraph", out string? database);
        return ServiceHost.StartAsync(database ?? Database, [.. all.Select(setting => (setting.Key, setting.Value))]);
    }

    /// <summary>Starts the service in mode ApiKey.</summary>
    public static Task<ServiceHost> WithKeysAsync(params (string Key, string? Value)[] settings)
        => OpenAsync(
        [
            ("LeadGraph:Auth:Mode", "ApiKey"),
            ("LeadGraph:Auth:ApiKeys:dashboard:Hash", ApiKey.HashOf(FullKey)),
            ("LeadGraph:Auth:ApiKeys:dashboard:Scopes", "read,personal"),
            ("LeadGraph:Auth:ApiKeys:counter:Hash", ApiKey.HashOf(LesserKey)),
            ("LeadGraph:Auth:ApiKeys:counter:Scopes", "read"),
            ("LeadGraph:Auth:ApiKeys:former:Hash", ApiKey.HashOf(ExpiredKey)),
            ("LeadGraph:Auth:ApiKeys:former:Scopes", "read,personal"),
            ("LeadGraph:Auth:ApiKeys:former:Expires", "2025-09-10"),
            .. settings
        ]);

    /// <summary>Starts the service in mode Jwt.</summary>
    public static Task<ServiceHost> WithTokensAsync(params (string Key, string? Value)[] settings)
        => OpenAsync(
        [
            ("LeadGraph:Auth:Mode", "Jwt"),
            ("LeadGraph:Auth:Jwt:Issuer", Issuer),
            ("LeadGraph:Auth:Jwt:Audience", Audience),
            .. settings.Any(setting => setting.Key is "LeadGraph:Auth:Jwt:JwksFile" or "LeadGraph:Auth:Jwt:Authority")
                ? settings : [.. settings, ("LeadGraph:Auth:Jwt:Jwks", Jwks)]
        ]);

    /// <summary>Makes a token that is good at the fixed clock, but for what the parameters change.</summary>
    public static string Token(
        object? scope,
        string issuer = Issuer,
        string audience = Audience,
        double expiresInMinutes = 30,
        string callerClaim = "sub",
        SigningCredentials? signing = null)
    {
        DateTime now = new FixedClock().Now.UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = now.AddHours(-2),
            Expires = now.AddMinutes(expiresInMinutes),
            Claims = new Dictionary<string, object?> { [callerClaim] = "ann", ["scope"] = scope }
                .Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => claim.Value!),
            SigningCredentials = signing ?? new SigningCredentials(Signer, "RS256")
        });
    }

    /// <summary>Signs a token for this service that has no other claims than those given.</summary>
    /// <param name="claims">Members of the claims, as JSON.</param>
    /// <param name="header">Further members of the header, as JSON.</param>
    public static string Sign(string claims, string header = "")
    {
        string text = Base64UrlEncoder.Encode($$"""{"alg":"RS256","kid":"{{Signer.KeyId}}"{{header}}}""") + "."
            + Base64UrlEncoder.Encode($$"""{"iss":"{{Issuer}}","aud":"{{Audience}}",{{claims}}}""");
        return text + "." + Base64UrlEncoder.Encode(Signer.Rsa.SignData(
            Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>Tokens that are not for this service, whatever they claim.</summary>
    /// <param name="issuer">The issuer whose tokens are.</param>
    public static string[] TokensOfOthers(string issuer = Issuer)
    {
        var stranger = new SigningCredentials(new RsaSecurityKey(RSA.Create(2048)) { KeyId = "one" }, "RS256");
        return
        [
            "not.a.token",
            "",
            UnsignedToken(),
            Token("read", issuer: "https://elsewhere.example.com"),
            Token("read", issuer, audience: "another"),
            Token("read", issuer, expiresInMinutes: -2),
            Token("read", issuer, signing: ConfusedSigner()),
            Token("read", issuer, signing: stranger),
            Token("read", issuer)[..^8] + "AAAAAAAA",
            new string('a', 20_000),
            FullKey
        ];
    }

    /// <summary>A token that claims to need no signature.</summary>
    public static string UnsignedToken()
    {
        string[] parts = Token("read personal").Split('.');
        return $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{parts[1]}.";
    }

    /// <summary>A key set with the public halves of keys.</summary>
    public static string JwksOf(params RsaSecurityKey[] keys)
        => JsonSerializer.Serialize(new
        {
            keys = keys.Select(key =>
            {
                RSAParameters parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
                return new
                {
                    kty = "RSA",
                    kid = key.KeyId,
                    n = Base64UrlEncoder.Encode(parameters.Modulus),
                    e = Base64UrlEncoder.Encode(parameters.Exponent)
                };
            })
        });

    /// <summary>A signature by the public key's bytes, for who confuses a public key with a shared secret.</summary>
    public static SigningCredentials ConfusedSigner()
        => new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Jwks)) { KeyId = Signer.KeyId }, "HS256");

    /// <summary>Sends a request, with a credential where one is given.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        this ServiceHost host, string path, string? credential = null, HttpMethod? method = null,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (credential is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request);
    }

    /// <summary>The body as text.</summary>
    public static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync();
}
