using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Maintained.Sql;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>The upgrade of a schema that an earlier version of LeadGraph installed.</summary>
public class UpgradeTests
{
    [PostgreSqlFact]
    public async Task Install_OverTheVersionBefore_UpgradesAndTheTableIsComputedAgain()
    {
        string database = await InstallVersion2Async();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        var notReady = await Assert.ThrowsAsync<DatabaseNotReadyException>(
            () => new MaintainedTableCheck(TimeProvider.System).RequireFilledAsync(source, CancellationToken.None));
        Assert.Contains("\"database install\", which upgrades it", notReady.Message);

        Assert.Contains("Upgraded.", await RunInstallAsync(database));
        Assert.Contains("Installed already", await RunInstallAsync(database));

        notReady = await Assert.ThrowsAsync<DatabaseNotReadyException>(
            () => new MaintainedTableCheck(TimeProvider.System).RequireFilledAsync(source, CancellationToken.None));
        Assert.Contains("being filled", notReady.Message);
        await using ServiceHost host = await ServiceHost.StartAsync(database, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        JsonElement data =
            await host.DataAsync("{ userActivityById(userId: 1) { leadScore fallsAt fallsTo momentum } }");
        Assert.Equal("""{"leadScore":"COOL","fallsAt":"2025-09-17T10:00:00.001Z","fallsTo":"COLD","momentum":5}""",
            data.GetProperty("userActivityById").GetRawText());
    }

    [PostgreSqlFact]
    public async Task Install_OverVersion3_GivesReasonsToTheChangesThatAreStored()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(TickScripts.Registrations(1, 3));
        await TickScripts.TickAsync(database.Instance(), TickScripts.Now);
        await database.ExecuteAsync("""
            ALTER TABLE leadgraph.tier_changes DROP COLUMN reason;
            INSERT INTO leadgraph.tier_changes (user_id, previous, current, changed_at)
            VALUES (1, NULL, 0, now()), (2, 1, 3, now()), (3, 3, 0, now());
            UPDATE leadgraph.state SET version = 3
            """);
        var notReady = await Assert.ThrowsAsync<DatabaseNotReadyException>(
            () => TickScripts.TickAsync(database.Instance(), TickScripts.Now));
        Assert.Contains("\"database install\", which upgrades it", notReady.Message);
        Assert.Contains(notReady.Message, await RunAsync("status", database.ConnectionString));

        Assert.Contains("Upgraded.", await RunInstallAsync(database.ConnectionString));

        Assert.DoesNotContain("install", await RunAsync("status", database.ConnectionString));
        Assert.Equal(["1 2", "2 0", "3 1"], await database.RowsAsync(
            "SELECT user_id, reason FROM leadgraph.tier_changes ORDER BY id"));
        Assert.Equal(3, (await TickScripts.UsersAsync(database)).Count);
        // The table is computed again, as it has new columns.
        Assert.Equal(TickKind.Rebuild, (await TickScripts.TickAsync(database.Instance(), TickScripts.Now)).Kind);
    }

    [PostgreSqlTheory]
    [InlineData(1, "\"database uninstall\", then with \"database install\"")]
    [InlineData(StoreVersion.Current + 1, "by a later version. Run that version of LeadGraph.")]
    public async Task Install_OverAVersionThatItCannotUpgrade_ChangesNothing(int version, string cure)
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync();
        await database.ExecuteAsync($"UPDATE leadgraph.state SET version = {version}");

        Assert.Contains(cure, await RunAsync("status", database.ConnectionString));
        string installed = await RunAsync("install", database.ConnectionString, code: 1);
        Assert.Contains(cure, installed);
        Assert.DoesNotContain("nothing was changed", installed);
        Assert.Contains(cure, await ScriptAsync(database.ConnectionString, code: 1));
        Assert.Equal([$"{version}"], await database.RowsAsync("SELECT version FROM leadgraph.state"));
    }

    [PostgreSqlFact]
    public async Task Schema_AfterAnUpgrade_IsThatOfAnInstallation()
    {
        string upgraded = await InstallVersion2Async();
        Assert.Contains("Upgraded.", await RunInstallAsync(upgraded));
        await using MaintainedDatabase installed = await MaintainedDatabase.CreateAsync();

        Assert.Equal(await SchemaAsync(installed.ConnectionString), await SchemaAsync(upgraded));
    }

    [PostgreSqlFact]
    public async Task Script_WhereAnUpgradeIsNeeded_IsTheUpgrade()
    {
        string database = await InstallVersion2Async();

        string script = await ScriptAsync(database);
        await PostgreSqlServer.ExecuteAsync(database, script);

        Assert.DoesNotContain("CREATE SCHEMA", script);
        Assert.Contains("Installed already", await RunInstallAsync(database));
        string nothing = await ScriptAsync(database);
        await PostgreSqlServer.ExecuteAsync(database, nothing);
        Assert.Contains("nothing to do", nothing);
    }

    [PostgreSqlFact]
    public async Task Script_OverTablesThatTheDatabaseSpells_IsTheInstallationOverThem()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, """
            CREATE TABLE free_lesson_registrations
                (user_id bigint, username text, first_name text, email text, registered_at timestamp);
            CREATE TABLE "Event"
                (id uuid, "userId" bigint, event_type text, created_at timestamp, details jsonb);
            """);

        string script = await ScriptAsync(
            database, 0, "--LeadGraph:Tables:Events:Name=Event", "--LeadGraph:Tables:Events:Columns:UserId=userId");
        await PostgreSqlServer.ExecuteAsync(database, script);

        Assert.DoesNotContain("max(e.id)", script);
        Assert.Contains("Installed already", await RunInstallAsync(database, "--LeadGraph:Tables:Events:Name=Event",
            "--LeadGraph:Tables:Events:Columns:UserId=userId"));
    }

    [PostgreSqlFact]
    public async Task Script_OfTheUpgrade_CanRunAgain()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync();
        await database.Instance().RunAsync(DateTime.UtcNow, TimeSpan.Zero, rebuild: false, CancellationToken.None);

        await database.ExecuteAsync(await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src/LeadGraph/Maintained/Sql/maintained-upgrade.sql")));

        await new MaintainedTableCheck(TimeProvider.System).RequireFilledAsync(database.Source, CancellationToken.None);
    }

    // As the version before did, with a row that it computed.
    private static async Task<string> InstallVersion2Async()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string install = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests/LeadGraph.Tests/Maintained/maintained-install-2.sql"));
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id) VALUES (1);
            INSERT INTO events (user_id, created_at) SELECT 1, '2025-09-10 10:00:00Z' FROM generate_series(1, 5);
            {install}
            INSERT INTO leadgraph.user_activity (user_id, total_events, points, active_days, last_activity, lead_score)
            VALUES (1, 5, 5, 1, '2025-09-10 10:00:00Z', 1);
            UPDATE leadgraph.state SET as_of = '2025-09-10 15:00:00Z', window_start = '2025-09-03 15:00:00Z',
                rebuilt_at = '2025-09-10 15:00:00Z', ticked_at = now(), tick_ms = 1, watermark = 5, horizon = pending_xmax,
                rules = '{JsonSerializer.Serialize(new LeadGraph.Scoring.ScoringRules())}';
            """);
        return database;
    }

    private static Task<string> RunInstallAsync(string database, params string[] settings)
        => RunAsync("install", database, settings: settings);

    private static Task<string> ScriptAsync(string database, int code = 0, params string[] settings)
        => RunAsync("install", database, code, ["--script", .. settings]);

    private static async Task<string> RunAsync(
        string action, string database, int code = 0, params string[] settings)
    {
        using var output = new StringWriter();
        Assert.Equal(code, await CommandLine.RunAsync(
            ["database", action, $"--ConnectionStrings:LeadGraph={database}", .. settings], output, output));
        return output.ToString();
    }

    private static async Task<List<string>> SchemaAsync(string database)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand command = source.CreateCommand("""
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
                || ' ' || coalesce(column_default, '')
            FROM information_schema.columns WHERE table_schema = 'leadgraph'
            UNION ALL
            SELECT indexdef FROM pg_catalog.pg_indexes WHERE schemaname = 'leadgraph'
            ORDER BY 1
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
