using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>Connection URIs, as hosting providers give them.</summary>
public class PostgreSqlUriTests
{
    [Theory]
    [InlineData("postgres://ann:p%40ss%3Aw%2Ford@db.example.com:6543/school?sslmode=require", "db.example.com", 6543,
        "ann", "p@ss:w/ord", "school")]
    [InlineData("postgresql://ann@db", "db", 5432, "ann", null, null)]
    [InlineData("POSTGRESQL://ann:a:b@[::1]:6000/my%20school", "::1", 6000, "ann", "a:b", "my school")]
    [InlineData("postgres://ann:x@y@db/school", "db", 5432, "ann", "x@y", "school")]
    [InlineData("postgres:///school?host=db&port=6000&user=ann&password=p%26q", "db", 6000, "ann", "p&q", "school")]
    [InlineData("postgres://h1:5433,h2:5434/school?user=ann&target_session_attrs=any", "h1:5433,h2:5434", 5432, "ann",
        null, "school")]
    public void Parse_Uri_HasItsParts(
        string uri, string host, int port, string user, string? password, string? database)
    {
        var connection = DatabaseConnection.Parse(uri, "demo.db");

        var builder = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        Assert.Equal(DatabaseProvider.PostgreSql, connection.Provider);
        Assert.Equal(
            (host, port, user, password, database),
            (builder.Host, builder.Port, builder.Username, builder.Password, builder.Database));
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void Parse_UriWithSslMode_HasIt(string given, SslMode mode)
    {
        var connection = DatabaseConnection.Parse(
            $"postgres://db/school?sslmode={given}&connect_timeout=7&application_name=bots", "demo.db");

        var builder = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        Assert.Equal((mode, 7, "bots"), (builder.SslMode, builder.Timeout, builder.ApplicationName));
    }

    [Theory]
    [InlineData("channel_binding=require", "Channel Binding=Require")]
    [InlineData("gssencmode=disable", "GSS Encryption Mode=Disable")]
    [InlineData("sslnegotiation=direct&sslmode=require", "SSL Negotiation=Direct")]
    [InlineData("options=endpoint%3Dep-cool-1", "Options=endpoint=ep-cool-1")]
    [InlineData("options=-c%20search_path%3Dschool", "Options=-c search_path=school")]
    [InlineData("schema=school", "Search Path=school")]
    [InlineData("schema=public", "Search Path=")]
    [InlineData("search_path=school%2Cpublic", "Search Path=school,public")]
    [InlineData("connection_limit=20", "Maximum Pool Size=20")]
    [InlineData("connect_timeout=0", "Timeout=0")]
    [InlineData("Application_Name=bots", "Application Name=bots")]
    [InlineData("sslmode=&connect_timeout=&port=", "SSL Mode=Prefer")]
    [InlineData("sslmode=require&sslrootcert=ca.pem", "SSL Mode=VerifyCA")]
    [InlineData("sslrootcert=ca.pem", "SSL Mode=Prefer")]
    [InlineData("sslrootcert=system", "SSL Mode=VerifyFull;Root Certificate=")]
    [InlineData("sslrootcert=system&sslmode=verify-full", "SSL Mode=VerifyFull;Root Certificate=")]
    [InlineData("pgbouncer=true&pool_timeout=10&statement_cache_size=0", "Maximum Pool Size=100")]
    [InlineData("target_session_attrs=read-write&load_balance_hosts=random", "Target Session Attributes=")]
    [InlineData("keepalives=1&keepalives_idle=30&tcp_user_timeout=1000&client_encoding=utf8", "Client Encoding=")]
    [InlineData("supa=base-pooler.x&workaround=supabase-pooler.vercel&uselibpqcompat=true", "Port=5432")]
    public void Parse_UriWithParametersOfHosts_HasTheirKeywords(string parameters, string keywords)
    {
        var connection = DatabaseConnection.Parse($"postgres://ann:secret@db/school?{parameters}", "demo.db");

        var builder = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        foreach (string[] pair in keywords.Split(';').Select(keyword => keyword.Split('=', 2)))
        {
            Assert.Equal((pair[0], pair[1]), (pair[0], $"{builder[pair[0]]}"));
        }
    }

    [Theory]
    [InlineData("ssl=true", "ssl is an unknown parameter of the URI. Did you mean sslmode?")]
    [InlineData("hostaddr=10.0.0.1", "hostaddr is an unknown parameter of the URI.")]
    [InlineData("require_auth=scram-sha-256", "require_auth is an unknown parameter of the URI.")]
    [InlineData("sslcrl=crl.pem", "sslcrl is an unknown parameter of the URI.")]
    [InlineData("conect_timeout=5", "conect_timeout is an unknown parameter of the URI. Did you mean connect_timeout?")]
    [InlineData("sslmode=no-verify",
        "sslmode in the URI has an invalid value. It accepts disable, allow, prefer, require, verify-ca or verify-full.")]
    [InlineData("channel_binding=always",
        "channel_binding in the URI has an invalid value. It accepts disable, prefer or require.")]
    [InlineData("connect_timeout=soon", "connect_timeout in the URI has an invalid value. It accepts 0 to 1024 seconds.")]
    [InlineData("connect_timeout=-1", "connect_timeout in the URI has an invalid value. It accepts 0 to 1024 seconds.")]
    [InlineData("connection_limit=1",
        "connection_limit in the URI has an invalid value. It accepts 6 connections or more.")]
    [InlineData("port=postgres", "port in the URI has an invalid value. It accepts 1 to 65535.")]
    [InlineData("sslrootcert=system&sslmode=require",
        "With the root certificates of the system, the SSL mode must be verify-full (VerifyFull).")]
    [InlineData("sslrootcert=system&sslmode=disable",
        "With the root certificates of the system, the SSL mode must be verify-full (VerifyFull).")]
    public void Parse_UriWithAParameterOfNoUse_NamesIt(string parameters, string reason)
    {
        var failure = Assert.Throws<OptionsValidationException>(
            () => DatabaseConnection.Parse($"postgres://ann:secret@db/school?{parameters}", "demo.db"));

        Assert.Contains(reason, Assert.Single(failure.Failures));
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Theory]
    [InlineData("host=db port=5432 dbname=school user=ann password=secret")]
    [InlineData("host=db password=secret")]
    [InlineData("Host=db Password=secret;Database=school")]
    public void Parse_KeywordsSeparatedByBlanks_SaysSoAndShowsNone(string keywords)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => DatabaseConnection.Parse(keywords, "demo.db"));

        Assert.Contains("Its host has a blank or an equals sign. Keywords are separated by semicolons.",
            Assert.Single(failure.Failures));
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Theory]
    [InlineData("Host=db1, db2;Database=school")]
    [InlineData("Host=/var/run/my sockets;Database=school")]
    public void Parse_HostsWithBlanksThatTheDriverTakes_AreTaken(string keywords)
        => Assert.Contains("Database=school", DatabaseConnection.Parse(keywords, "demo.db").ConnectionString);

    [Theory]
    [InlineData("Host=db;Root Certificate=system", SslMode.VerifyFull)]
    [InlineData("Host=db;SslMode=VerifyFull;RootCertificate=system", SslMode.VerifyFull)]
    [InlineData("Host=db;SSL Mode=Require;Root Certificate=ca.pem", SslMode.Require)]
    public void Parse_KeywordsWithARootCertificate_HaveTheMode(string keywords, SslMode mode)
    {
        var builder = new NpgsqlConnectionStringBuilder(
            DatabaseConnection.Parse(keywords, "demo.db").ConnectionString);

        Assert.Equal(mode, builder.SslMode);
        Assert.Equal(mode == SslMode.Require ? "ca.pem" : null, builder.RootCertificate);
    }

    [PgBouncerTheory]
    [InlineData("pgbouncer=true&connection_limit=10&sslmode=disable&application_name=school&connect_timeout=5"
        + "&target_session_attrs=read-write")]
    public async Task Leads_OverAUriThatNamesAPooler_AreServedThroughIt(string parameters)
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await server.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        using PgBouncer pooler = await PgBouncer.StartAsync(database);
        var builder = new NpgsqlConnectionStringBuilder(pooler.ConnectionString);
        await using ServiceHost host = await ServiceHost.StartAsync($"postgresql://{builder.Username}@{builder.Host}:"
            + $"{builder.Port}/{builder.Database}?{parameters}");

        Assert.Equal("[]", await host.Client.GetStringAsync("/api/user-activity"));
        await using var own = new NpgsqlConnection(database);
        await own.OpenAsync();
        await using var names = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'school'", own);
        Assert.NotEqual(0L, await names.ExecuteScalarAsync());
        server.Stop();
    }

    [PostgreSqlFact]
    public async Task Leads_OverAConnectionUri_AreServed()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        var builder = new NpgsqlConnectionStringBuilder(database);
        string uri = $"postgresql://{Uri.EscapeDataString(builder.Username!)}"
            + $"{(builder.Password is { } password ? $":{Uri.EscapeDataString(password)}" : "")}"
            + $"@{builder.Host}:{builder.Port}/{builder.Database}";

        await using ServiceHost host = await ServiceHost.StartAsync(uri);

        Assert.Equal("[]", await host.Client.GetStringAsync("/api/user-activity"));
    }
}
