using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Maintained;

public class DatabaseCommandTests
{
    [PostgreSqlFact]
    public async Task Database_InstalledExplainedAndUninstalled_IsAsBefore()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);

        Assert.Contains("Installed.", await RunAsync(0, database, "install"));
        Assert.Contains("Installed already", await RunAsync(0, database, "install"));
        Assert.Contains("not filled yet", await RunAsync(0, database, "status"));
        Assert.Contains("Uninstalled.", await RunAsync(0, database, "uninstall"));
        Assert.Contains("Not installed", await RunAsync(0, database, "uninstall"));
        Assert.Contains("Is schema leadgraph installed",
            await RunAsync(1, database, "status", "--LeadGraph:Activity:Mode=Maintained"));
        Assert.Contains("There is no store", await RunAsync(0, database, "status"));
    }

    [PostgreSqlFact]
    public async Task Status_AfterATick_TellsRowsWatermarkAndMissingIndexes()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync("""
            INSERT INTO free_lesson_registrations (user_id) SELECT n FROM generate_series(1, 1500) n;
            INSERT INTO events (user_id, created_at) SELECT 1, now() FROM generate_series(1, 7);
            DROP INDEX events_created_at_user_id;
            """);
        await database.Instance().RunAsync(DateTime.UtcNow, TimeSpan.Zero, rebuild: false, CancellationToken.None);
        await database.ExecuteAsync(
            "INSERT INTO events (user_id, created_at) SELECT 1, now() FROM generate_series(1, 2)");

        string status = await RunAsync(0, database.ConnectionString, "status");

        Assert.Contains("1,500", status);
        Assert.Contains("event 7", status);
        Assert.Contains("events not yet processed: 2", status);
        Assert.Contains("CREATE INDEX CONCURRENTLY events_created_at_user_id", status);
        Assert.DoesNotContain("CONCURRENTLY events_user_id_created_at", status);
    }

    [Fact]
    public async Task Script_OfTheInstallation_IsPrintedWithoutADatabase()
    {
        Assert.Contains("CREATE SCHEMA leadgraph", await RunAsync(0, null, "install", "--script"));
        Assert.Contains("DROP SCHEMA leadgraph", await RunAsync(0, null, "uninstall", "--script"));
    }

    [PostgreSqlFact]
    public async Task Script_ThatFails_LeavesNothingBehind()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string script = await RunAsync(0, null, "install", "--script");

        // There are no tables yet to take the columns from.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => PostgreSqlServer.ExecuteAsync(database, script));
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables + script);

        Assert.Contains("Installed already", await RunAsync(0, database, "install"));
        Assert.DoesNotContain("events not yet processed", await RunAsync(0, database, "status"));
    }

    [Theory]
    [InlineData("Data Source=leads.db", "install", "There is no SQLite file leads.db.")]
    [InlineData("Host=127.0.0.1;Port=1;Password=secret", "install", "cannot be reached")]
    [InlineData("Host=127.0.0.1", "reinstall", "Required command")]
    public async Task Command_OnSqliteOrAnUnreachableServer_ExplainsTheError(
        string database, string action, string expected)
    {
        string output = await RunAsync(1, database, action);

        Assert.Contains(expected, output);
        Assert.DoesNotContain("secret", output);
    }

    private static async Task<string> RunAsync(int code, string? database, params string[] arguments)
    {
        using var output = new StringWriter();
        string[] settings = database is null ? [] : [$"--ConnectionStrings:LeadGraph={database}"];
        Assert.Equal(code, await CommandLine.RunAsync(["database", .. arguments, .. settings], output, output));
        return output.ToString();
    }
}
