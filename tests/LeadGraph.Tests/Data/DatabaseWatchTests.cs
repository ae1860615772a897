using System.Net;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>Whatever a database answers, the service goes on, and serves again once the answers make sense.</summary>
public class DatabaseWatchTests
{
    // Functions of the catalog's names that stand before them in the search path: the answers are of other types.
    private const string OddCatalog = """
        CREATE SCHEMA odd;
        CREATE FUNCTION odd.has_column_privilege(oid, smallint, text) RETURNS text LANGUAGE sql AS $$ SELECT 'maybe' $$;
        """;

    [PostgreSqlFact]
    public async Task Catalog_OfOtherTypesThanAsked_IsToldAndDoesNotStopTheService()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables + OddCatalog);
        string odd = new NpgsqlConnectionStringBuilder(database) { SearchPath = "odd,pg_catalog,public" }
            .ConnectionString;
        await using ServiceHost host = await ServiceHost.StartAsync(odd);

        await host.Logs.WaitForAsync(
            LogLevel.Error, "Not ready to serve leads", "catalog cannot be read");
        using (HttpResponseMessage ready = await host.Client.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("The database's catalog cannot be read.", await ready.Content.ReadAsStringAsync());
        }

        await PostgreSqlServer.ExecuteAsync(database, "DROP SCHEMA odd CASCADE");
        await host.Logs.WaitForAsync(LogLevel.Information, "The database is ready");
        Assert.Equal("[]", await host.Client.GetStringAsync("/api/user-activity"));
    }
}
