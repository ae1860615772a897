using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Finds out why a connection with TLS, or without it, was not made, because the driver does not tell why it rejects a
/// certificate, nor the server what it would accept.
/// </summary>
public static class TlsProblem
{
    private const string NoTls = "The database server does not offer TLS, which the connection string requires.";
    private const string NeedsTls = "The database server refuses this login without TLS. Set SSL Mode=VerifyFull, or "
        + "SSL Mode=Require, in the connection string.";

    private const string NoEntryWithoutTls = "The database server refuses this login without TLS: pg_hba.conf has no "
        + "entry for it. Set SSL Mode=VerifyFull, or SSL Mode=Require, in the connection string. If that is refused too, "
        + "have an entry added for this machine, role and database.";

    private const string NoEntryWithTls = "The database server refuses this login with TLS, which the connection string "
        + "requires: pg_hba.conf has no entry for it. Have one of type hostssl added for this machine, role and database.";

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
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        if (failure is PostgresException refused)
        {
            return OfRefusal(refused, connection.SslMode);
        }

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

    // The server's messages are in its own language, except the names in them, so only some are understood.
    private static string? OfRefusal(PostgresException refused, SslMode mode)
    {
        string text = refused.MessageText;
        return refused.SqlState != PostgresErrorCodes.InvalidAuthorizationSpecification
                && !text.Contains("SSL", StringComparison.Ordinal) ? null
            // As PgBouncer and hosting providers say it.
            : mode == SslMode.Disable && text.Contains("SSL", StringComparison.Ordinal)
                && text.Contains("required", StringComparison.Ordinal) ? NeedsTls
            : !text.Contains("pg_hba.conf", StringComparison.Ordinal) ? null
            : mode == SslMode.Disable ? NoEntryWithoutTls
            : mode is SslMode.Prefer or SslMode.Allow ? null
            : NoEntryWithTls;
    }

    private static string ReasonOf(X509Certificate? certificate, SslPolicyErrors errors, bool hasRoot)
        => certificate is X509Certificate2 { } given
            && (given.NotAfter < DateTime.Now || given.NotBefore > DateTime.Now) ? Expired
            // With a root of its own, the system's verdict on the chain says nothing.
            : !hasRoot && errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? Untrusted
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? OtherName
            : Untrusted;
}
