using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>A server whose certificate the connection string does not accept: readiness says why.</summary>
public class CertificateTests
{
    [PrivatePostgreSqlFact]
    public async Task Ready_WithATlsProblem_NamesItsCause()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await server.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);

        await AssertProblemAsync(
            $"{database};SSL Mode=Require", "The database server does not offer TLS, which the connection string requires.");

        string file = await UseCertificateAsync(database, "127.0.0.1", DateTimeOffset.UtcNow.AddDays(1));
        string verify = $"{database};SSL Mode=VerifyFull";
        await AssertProblemAsync(verify, "The certificate of the database server is not issued by an authority that "
            + "this machine trusts. Name the authority's certificate in the connection string: Root Certificate=file.");
        await AssertProblemAsync($"{verify};Root Certificate={file}", problem: null);

        file = await UseCertificateAsync(database, "db.example.com", DateTimeOffset.UtcNow.AddDays(1));
        await AssertProblemAsync($"{verify};Root Certificate={file}",
            "The certificate of the database server is for another host name than the connection string has.");

        file = await UseCertificateAsync(database, "127.0.0.1", DateTimeOffset.UtcNow.AddDays(-1));
        await AssertProblemAsync($"{verify};Root Certificate={file}",
            "The certificate of the database server has expired or is not valid yet.");
        server.Stop();
    }

    private static async Task AssertProblemAsync(string database, string? problem)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        string body = await ready.Content.ReadAsStringAsync();
        if (problem is null)
        {
            Assert.Equal((HttpStatusCode.OK, "{\"status\":\"healthy\",\"problems\":[]}"), (ready.StatusCode, body));
        }
        else
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains(problem, body.Replace("\\u0027", "'"));
        }
    }

    // The server has its certificate after that, which is its own authority.
    private static async Task<string> UseCertificateAsync(string database, string host, DateTimeOffset end)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 certificate = request.CreateSelfSigned(end.AddDays(-10), end);
        string pem = certificate.ExportCertificatePem();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {Write("server.crt", pem)}
            {Write("server.key", key.ExportPkcs8PrivateKeyPem())}
            """);
        await PostgreSqlServer.ExecuteAsync(database, "ALTER SYSTEM SET ssl = on");
        await PostgreSqlServer.ExecuteAsync(database, "SELECT pg_reload_conf()");
        NpgsqlConnection.ClearAllPools();
        string file = Path.Combine(TestRun.NewFolder("certificate"), "root.crt");
        await File.WriteAllTextAsync(file, pem);
        await UntilServedAsync(database, certificate);
        return file;
    }

    // PostgreSQL accepts no key that others may read.
    private static string Write(string file, string text) => $"""
        COPY (SELECT unnest(string_to_array('{text.ReplaceLineEndings("\n")}', chr(10))))
        TO PROGRAM 'umask 077 && cat > {file}';
        """;

    private static Task UntilServedAsync(string database, X509Certificate2 certificate)
        => Eventually.UntilAsync(() => IsServedAsync(database, certificate));

    private static async Task<bool> IsServedAsync(string database, X509Certificate2 certificate)
    {
        X509Certificate? served = null;
        var options = new NpgsqlConnectionStringBuilder(database) { SslMode = SslMode.Require, Pooling = false };
        await using NpgsqlDataSource source = new NpgsqlDataSourceBuilder(options.ConnectionString)
            .UseSslClientAuthenticationOptionsCallback(tls =>
                tls.RemoteCertificateValidationCallback = (_, given, _, _) =>
                {
                    served = given;
                    return true;
                })
            .Build();
        try
        {
            await using NpgsqlConnection _ = await source.OpenConnectionAsync();
            return served?.GetCertHashString() == certificate.GetCertHashString();
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
