using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>A server that demands TLS, or refuses it: readiness and commands say so, and what to do.</summary>
public class TlsLoginTests
{
    private const string NeedsTls = "The database server refuses this login without TLS: pg_hba.conf has no entry for "
        + "it. Set SSL Mode=VerifyFull, or SSL Mode=Require, in the connection string. If that is refused too, have an "
        + "entry added for this machine, role and database.";

    private const string RefusesTls = "The database server refuses this login with TLS, which the connection string "
        + "requires: pg_hba.conf has no entry for it. Have one of type hostssl added for this machine, role and database.";

    [PrivatePostgreSqlFact]
    public async Task Ready_WhereServerAndClientDifferOverTls_NamesTheCause()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await server.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        await PostgreSqlServer.ExecuteAsync(database, $"""
            CREATE ROLE demands LOGIN; CREATE ROLE refuses LOGIN;
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO demands, refuses;
            {Certificate()}
            {Write("pg_hba.conf", """
                host all postgres all trust
                hostssl all demands all trust
                hostnossl all refuses all trust
                """)}
            """);
        await PostgreSqlServer.ExecuteAsync(database, "ALTER SYSTEM SET ssl = on");
        await PostgreSqlServer.ExecuteAsync(database, "SELECT pg_reload_conf()");
        NpgsqlConnection.ClearAllPools();
        await Eventually.UntilAsync(() => OpensAsync(Of(database, "demands", SslMode.Require)));

        await AssertProblemAsync(Of(database, "demands", SslMode.Disable), NeedsTls);
        await AssertProblemAsync(Of(database, "demands", SslMode.Prefer), problem: null);
        await AssertProblemAsync(Of(database, "refuses", SslMode.Require), RefusesTls);
        await AssertProblemAsync(Of(database, "refuses", SslMode.Disable), problem: null);
        await AssertProblemAsync(Of(database, "refuses", SslMode.Prefer), problem: null);
        server.Stop();
    }

    private static async Task AssertProblemAsync(string database, string? problem)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        // On a busy machine the server may not be reached in time at first.
        await Eventually.UntilAsync(async () =>
        {
            using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
            return ready.StatusCode == (problem is null ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable)
                && (await ready.Content.ReadAsStringAsync()).Contains(problem ?? "healthy");
        });
        using var output = new StringWriter();
        int code = await CommandLine.RunAsync(
            ["database", "status", $"--ConnectionStrings:LeadGraph={database}"], output, output);

        Assert.Equal(problem is null ? 0 : 1, code);
        Assert.Contains(problem ?? "every row counts", output.ToString());
    }

    private static string Of(string database, string user, SslMode mode)
        => new NpgsqlConnectionStringBuilder(database)
        {
            Username = user,
            SslMode = mode,
            Timeout = 60
        }.ConnectionString;

    private static async Task<bool> OpensAsync(string database)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static string Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return Write("server.crt", certificate.ExportCertificatePem())
            + Write("server.key", key.ExportPkcs8PrivateKeyPem());
    }

    // PostgreSQL accepts no key that others may read.
    private static string Write(string file, string text) => $"""
        COPY (SELECT unnest(string_to_array('{text.ReplaceLineEndings("\n")}', chr(10))))
        TO PROGRAM 'umask 077 && cat > {file}';
        """;
}
