using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Finds out why a connection with TLS was not made, because the driver does not tell why it rejects a certificate.
/// </summary>
public static class CertificateProblem
{
    private const string NoTls = "The database server does not offer TLS, which the connection string requires.";
    private const string Expired = "The certificate of the database server has expired or is not valid yet.";
    private const string OtherName =
        "The certificate of the database server is for another host name than the connection string has.";

    private const string Untrusted = "The certificate of the database server is not issued by an authority that this "
        + "machine trusts. Name the authority's certificate in the connection string: Root Certificate=file.";

    /// <summary>
    /// What is wrong with the server's TLS or its certificate; null if the failure has another cause. Connects anew to
    /// see the certificate, and ends the handshake before credentials are sent.
    /// </summary>
    /// <param name="failure">The failure of a connection.</param>
    /// <param name="connectionString">The connection string that failed.</param>
    public static async Task<string?> FindAsync(Exception failure, string connectionString)
    {
        if (failure is NpgsqlException
            && failure.Message.StartsWith("SSL connection requested", StringComparison.Ordinal))
        {
            return NoTls;
        }

        if (failure.GetBaseException() is not AuthenticationException)
        {
            return null;
        }

        string? reason = null;
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        bool hasRoot = connection.RootCertificate is not null;
        (connection.SslMode, connection.RootCertificate, connection.Pooling) = (SslMode.Require, null, false);
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        builder.UseSslClientAuthenticationOptionsCallback(tls =>
            tls.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                reason = ReasonOf(certificate, errors, hasRoot);
                return false;
            });
        try
        {
            await using NpgsqlDataSource source = builder.Build();
            await using NpgsqlConnection _ = await source.OpenConnectionAsync();
        }
        catch (Exception expected) when (expected is NpgsqlException or TimeoutException)
        {
            // The handshake was ended, or the server does not respond any more.
        }

        return reason ?? "The TLS connection to the database server failed.";
    }

    private static string ReasonOf(X509Certificate? certificate, SslPolicyErrors errors, bool hasRoot)
        => certificate is X509Certificate2 { } given
            && (given.NotAfter < DateTime.Now || given.NotBefore > DateTime.Now) ? Expired
            // With a root of its own, the system's verdict on the chain says nothing.
            : !hasRoot && errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? Untrusted
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? OtherName
            : Untrusted;
}
