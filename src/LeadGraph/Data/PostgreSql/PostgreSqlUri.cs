using System.Globalization;
using LeadGraph.Configuration;
using Npgsql;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Reads connection URIs of libpq, as hosting providers give them:
/// <c>postgresql://user:password@host:port,host:port/database?sslmode=require</c>.
/// </summary>
public static class PostgreSqlUri
{
    private const string SslModeKeyword = "SSL Mode";

    private static readonly string SmallestPool = string.Create(
        CultureInfo.InvariantCulture, $"{ReadLimits.SmallestPool} connections or more");

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    // The parameters of libpq that have a counterpart, with the keyword for it; and two of Prisma's.
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["sslmode"] = SslModeKeyword,
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslnegotiation"] = "SSL Negotiation",
        ["gssencmode"] = "GSS Encryption Mode",
        ["channel_binding"] = "Channel Binding",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["options"] = "Options",
        ["search_path"] = "Search Path",
        ["schema"] = "Search Path",
        ["connection_limit"] = "Maximum Pool Size"
    };

    // LeadGraph chooses the server for each read itself, keeps connections alive, and works through PgBouncer without
    // being told. Encodings are always UTF-8. The rest is for other clients' pools and drivers.
    private static readonly string[] WithoutEffect =
    [
        "target_session_attrs", "load_balance_hosts", "client_encoding", "fallback_application_name",
        "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
        "sslcompression", "sslsni", "pgbouncer", "pool_timeout", "statement_cache_size", "supa", "workaround",
        "uselibpqcompat"
    ];

    private static readonly Dictionary<string, string> Accepted = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "disable, allow, prefer, require, verify-ca or verify-full",
        ["sslnegotiation"] = "postgres or direct",
        ["gssencmode"] = "disable, prefer or require",
        ["channel_binding"] = "disable, prefer or require",
        ["port"] = "1 to 65535",
        ["connect_timeout"] = "0 to 1024 seconds",
        ["connection_limit"] = SmallestPool
    };

    /// <summary>What stands for the certificates that the machine trusts, in place of a file.</summary>
    public const string SystemRoots = "system";

    /// <summary>Whether a text is a connection URI.</summary>
    /// <param name="text">The text.</param>
    public static bool IsUri(string text)
        => Schemes.Any(scheme => text.TrimStart().StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>The connection string of keywords and values that a URI stands for.</summary>
    /// <param name="uri">The URI.</param>
    /// <exception cref="FormatException">The URI is malformed; the message says where and quotes no value.</exception>
    public static string ToConnectionString(string uri)
    {
        string text = uri.Trim();
        string rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        (rest, string parameters) = Split(rest, '?');
        (string authority, string database) = Split(rest, '/');
        var builder = new NpgsqlConnectionStringBuilder();
        int at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            (string user, string password) = Split(authority[..at], ':');
            Set(builder, "Username", Decode(user));
            Set(builder, "Password", Decode(password));
        }

        SetHosts(builder, authority[(at + 1)..]);
        Set(builder, "Database", Decode(database));
        foreach (string parameter in parameters.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            (string name, string value) = Split(parameter, '=');
            name = Decode(name);
            if (Keywords.TryGetValue(name, out string? keyword))
            {
                // Prisma's default is the server's too, and PgBouncer takes no search path.
                if (!name.Equals("schema", StringComparison.OrdinalIgnoreCase) || Decode(value) != "public")
                {
                    SetParameter(builder, name, keyword, Decode(value));
                }
            }
            else if (!WithoutEffect.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new FormatException($"{name} is an unknown parameter of the URI."
                    + (NearestOf(name) is { } nearest ? $" Did you mean {nearest}?" : "")
                    + $" It accepts {string.Join(", ", Keywords.Keys)}.");
            }
        }

        // As libpq, PostgreSQL's own client library, does: it checks the certificate where a root to check it by is given.
        if (builder is { SslMode: SslMode.Require, RootCertificate: not (null or SystemRoots) })
        {
            builder.SslMode = SslMode.VerifyCA;
        }

        return builder.ConnectionString;
    }

    // Several hosts are separated by commas; each may have a port, and an IPv6 address is in brackets.
    private static void SetHosts(NpgsqlConnectionStringBuilder builder, string hosts)
    {
        string[] each = hosts.Split(',');
        if (each is [var single])
        {
            int colon = single.LastIndexOf(':');
            bool hasPort = colon > single.LastIndexOf(']');
            Set(builder, "Host", Decode(hasPort ? single[..colon] : single).Trim('[', ']'));
            if (hasPort && single[(colon + 1)..] is { Length: > 0 } port)
            {
                SetParameter(builder, "port", "Port", port);
            }
        }
        else
        {
            Set(builder, "Host", string.Join(',', each.Select(Decode)));
        }
    }

    private static void SetParameter(
        NpgsqlConnectionStringBuilder builder, string name, string keyword, string value)
    {
        try
        {
            // Npgsql's SSL modes are written without the hyphen of verify-full.
            Set(builder, keyword, keyword == SslModeKeyword ? value.Replace("-", "", StringComparison.Ordinal) : value);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or OverflowException)
        {
            throw Invalid(name);
        }

        if (name.Equals("connection_limit", StringComparison.OrdinalIgnoreCase)
            && builder.MaxPoolSize < ReadLimits.SmallestPool)
        {
            throw Invalid(name);
        }
    }

    // Other clients' URIs have ssl=true, in which they check the certificate or not.
    private static string? NearestOf(string name) => name.Equals("ssl", StringComparison.OrdinalIgnoreCase)
        ? "sslmode" : NearestName.Of(name, Keywords.Keys);

    private static FormatException Invalid(string name) => new($"{name} in the URI has an invalid value."
        + (Accepted.TryGetValue(name, out string? accepted) ? $" It accepts {accepted}." : ""));

    private static void Set(NpgsqlConnectionStringBuilder builder, string keyword, string value)
    {
        if (value.Length > 0)
        {
            builder[keyword] = value;
        }
    }

    private static (string Before, string After) Split(string text, char separator)
    {
        int index = text.IndexOf(separator);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }

    private static string Decode(string text)
    {
        for (int i = text.IndexOf('%'); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw new FormatException("A percent sign in the URI is not followed by two hexadecimal digits. Write "
                    + "%25 for a percent sign.");
            }
        }

        return Uri.UnescapeDataString(text);
    }
}
