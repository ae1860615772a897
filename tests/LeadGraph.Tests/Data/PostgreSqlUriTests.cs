using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
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
