using System.ComponentModel;
using System.Data.Common;
using System.Reflection;
using LeadGraph.Configuration;
using LeadGraph.Data.PostgreSql;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Data;

/// <summary>The configured database and its connection string.</summary>
/// <param name="Provider">The kind of database.</param>
/// <param name="ConnectionString">The connection string; it may hold a password, so it is never logged.</param>
/// <param name="IsDemo">Whether the database holds the demo data, which LeadGraph generates.</param>
public sealed record DatabaseConnection(DatabaseProvider Provider, string ConnectionString, bool IsDemo = false)
{
    /// <summary>The setting that holds the connection string.</summary>
    public const string Setting = "ConnectionStrings:LeadGraph";

    private static readonly IEnumerable<string> Keywords = typeof(NpgsqlConnectionStringBuilder).GetProperties()
        .Select(property => property.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName).OfType<string>();

    /// <summary>Whether the setting contains a command timeout.</summary>
    public bool SetsCommandTimeout { get; init; }

    /// <summary>
    /// How many connections the connection string allows for reads; null if connections are not pooled.
    /// </summary>
    public int? PoolSize => Provider == DatabaseProvider.PostgreSql
        && new NpgsqlConnectionStringBuilder(ConnectionString) is { Pooling: true } server ? server.MaxPoolSize : null;

    /// <summary>A description of the database for the log, without secrets.</summary>
    public string Place
    {
        get
        {
            if (Provider == DatabaseProvider.Sqlite)
            {
                string file = new SqliteConnectionStringBuilder(ConnectionString).DataSource;
                bool isPath = !file.StartsWith("file:") && file != ":memory:";
                return $"SQLite file {(isPath ? Path.GetFullPath(file) : file)}";
            }

            var server = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"PostgreSQL database {server.Database ?? server.Username} on {server.Host}:{server.Port}";
        }
    }

    /// <summary>Requires a pool with connections for each kind of read, as the service needs it.</summary>
    /// <exception cref="OptionsValidationException">The pool is smaller.</exception>
    public void RequirePool()
    {
        if (PoolSize < ReadLimits.SmallestPool)
        {
            throw new OptionsValidationException(Setting, typeof(string),
                [$"{Setting} has Maximum Pool Size={PoolSize}; it must be at least {ReadLimits.SmallestPool}, so that "
                    + "no caller has all connections for CSV downloads or for other reads."]);
        }
    }

    /// <summary>The connection that the setting asks for.</summary>
    /// <param name="setting">
    /// A PostgreSQL connection string or URI; <c>Data Source=file</c> for a SQLite file; null or blank for the demo
    /// data.
    /// </param>
    /// <param name="demoFile">Where the demo data are kept.</param>
    /// <exception cref="OptionsValidationException">The setting is not a connection string of either kind.</exception>
    public static DatabaseConnection Parse(string? setting, string demoFile)
    {
        if (string.IsNullOrWhiteSpace(setting))
        {
            var demo = new SqliteConnectionStringBuilder { DataSource = demoFile };
            return new DatabaseConnection(DatabaseProvider.Sqlite, ForSqlite(demo.ConnectionString), IsDemo: true);
        }

        try
        {
            setting = PostgreSqlUri.IsUri(setting) ? PostgreSqlUri.ToConnectionString(setting) : setting;
            return HasKey(setting, "Data Source") || HasKey(setting, "DataSource") || HasKey(setting, "Filename")
                ? new DatabaseConnection(DatabaseProvider.Sqlite, ForSqlite(setting))
                : new DatabaseConnection(DatabaseProvider.PostgreSql, ForPostgreSql(setting))
                {
                    SetsCommandTimeout = HasCommandTimeout(setting)
                };
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or InvalidCastException)
        {
            string reason = malformed is Misfit || (malformed is FormatException && PostgreSqlUri.IsUri(setting))
                ? malformed.Message
                : PostgreSqlUri.IsUri(setting) ? "" : UnknownKeyword(setting);
            // The text of another exception may quote the value, and with it a password.
            throw new OptionsValidationException(Setting, typeof(string),
                [$"{Setting} is not a connection string. {(reason.Length > 0 ? $"{reason} " : "")}It accepts "
                    + "Host=…;Database=…;Username=…;Password=… or postgresql://… for PostgreSQL, Data Source=… for a "
                    + "SQLite file, or nothing for demo data."]);
        }
    }

    // A part of a password may look like a keyword, so only what resembles one is quoted.
    private static string UnknownKeyword(string setting)
    {
        try
        {
            var known = new NpgsqlConnectionStringBuilder();
            string? unknown = new DbConnectionStringBuilder { ConnectionString = setting }.Keys.Cast<string>()
                .FirstOrDefault(keyword => !IsKnown(known, keyword));
            return unknown is null ? ""
                : NearestName.Of(unknown, Keywords) is { } nearest
                    ? $"{unknown} is an unknown keyword. Did you mean {nearest}?"
                    : "It has an unknown keyword. A value with a semicolon needs quotes around it.";
        }
        catch (ArgumentException)
        {
            return "";
        }
    }

    private static bool IsKnown(NpgsqlConnectionStringBuilder builder, string keyword)
    {
        try
        {
            _ = builder[keyword];
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // By default drivers wait 15 seconds for a connection and 30 seconds for a command or a lock, longer than
    // LeadGraph's callers wait. Values in the connection string have precedence.
    private static string ForSqlite(string given)
    {
        var builder = new SqliteConnectionStringBuilder(given);
        if (!HasKey(given, "Mode"))
        {
            builder.Mode = SqliteOpenMode.ReadOnly;
        }

        if (!HasKey(given, "Default Timeout") && !HasKey(given, "Command Timeout"))
        {
            builder.DefaultTimeout = 3;
        }

        return builder.ConnectionString;
    }

    // The directory of a socket may have blanks.
    private static bool IsNoHost(string host) => host.Contains('=') || (host.Contains(' ') && !host.StartsWith('/'));

    private static string ForPostgreSql(string given)
    {
        var builder = new NpgsqlConnectionStringBuilder(given);
        if (string.IsNullOrWhiteSpace(builder.Host))
        {
            throw new ArgumentException("No host.");
        }

        // The driver would look for a host of this name, and the log would show all of it.
        if (builder.Host.Split(',', StringSplitOptions.TrimEntries).Any(IsNoHost))
        {
            throw new Misfit("Its host has a blank or an equals sign. Keywords are separated by semicolons.");
        }

        if (builder.RootCertificate == PostgreSqlUri.SystemRoots)
        {
            // As PostgreSQL's own client library does: any authority may certify its customers' names, so a certificate
            // says who the server is only if its name is checked.
            builder.RootCertificate = null;
            builder.SslMode = builder.SslMode is SslMode.Prefer or SslMode.VerifyFull ? SslMode.VerifyFull
                : throw new Misfit("With the root certificates of the system, the SSL mode must be verify-full "
                    + "(VerifyFull).");
        }

        // Keepalive detects a lost server within half a minute, also on connections that listen or wait for a rebuild.
        if (!HasKey(given, "Tcp Keepalive") && !HasKey(given, "TcpKeepAlive"))
        {
            builder.TcpKeepAlive = true;
            builder.TcpKeepAliveTime = 10;
            builder.TcpKeepAliveInterval = 5;
        }

        if (!HasKey(given, "Timeout"))
        {
            builder.Timeout = 3;
        }

        if (!HasCommandTimeout(given))
        {
            builder.CommandTimeout = 4;
        }

        builder.ApplicationName ??= "LeadGraph";
        return builder.ConnectionString;
    }

    // A fault that is told without quoting a value.
    private sealed class Misfit(string message) : FormatException(message);

    private static bool HasCommandTimeout(string connectionString)
        => HasKey(connectionString, "Command Timeout") || HasKey(connectionString, "CommandTimeout");

    private static bool HasKey(string connectionString, string key)
        => new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey(key);
}
