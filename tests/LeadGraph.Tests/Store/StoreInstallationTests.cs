using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Store;
using LeadGraph.Tests.Changes.Feed;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadGraph.Tests.Store;

/// <summary>The installation, the upgrade and the removal of the store.</summary>
public class StoreInstallationTests
{
    [PostgreSqlFact]
    public async Task Upgrade_OfTheVersionBeforeTheStore_KeepsChangesAndTheTableAndGrantsTheServiceItsNewTables()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string role = $"reader_{Guid.NewGuid():N}";
        string install = await File.ReadAllTextAsync(Path.Combine(
            Repository.Root, "tests/LeadGraph.Tests/Maintained/maintained-install-5.sql"));
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            {install}
            CREATE ROLE {role};
            GRANT USAGE ON SCHEMA leadgraph TO {role};
            GRANT SELECT, INSERT, DELETE ON leadgraph.tier_changes TO {role};
            GRANT SELECT, UPDATE ON leadgraph.state TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON leadgraph.user_activity TO {role};
            INSERT INTO leadgraph.tier_changes (user_id, previous, current, reason, changed_at)
            SELECT n, 0, 1, 0, '2025-09-10 14:00:00Z' FROM generate_series(1, 3) n;
            DELETE FROM leadgraph.tier_changes WHERE user_id = 1;
            UPDATE leadgraph.state SET as_of = '2025-09-10 14:00:00Z', ticked_at = now(), tick_ms = 1,
                rebuilt_at = '2025-09-10 14:00:00Z', watermark = 0;
            """);

        Assert.Contains("Upgraded.", await RunAsync("install", database));
        Assert.Contains("Installed already", await RunAsync("install", database));
        Assert.Contains($"version {StoreVersion.Current}", await RunAsync("status", database));

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        Assert.Equal("2,3 1 Maintained 2025-09-10", await ScalarAsync(source, """
            SELECT string_agg(user_id::text, ',' ORDER BY id) || ' ' || (SELECT pruned_id || ' ' || mode FROM leadgraph.feed)
                || ' ' || (SELECT (as_of AT TIME ZONE 'UTC')::date FROM leadgraph.state)
            FROM leadgraph.tier_changes
            """));
        await using NpgsqlConnection asRole = await source.OpenConnectionAsync();
        await using (var set = new NpgsqlCommand($"SET ROLE {role}", asRole))
        {
            await set.ExecuteNonQueryAsync();
        }

        Assert.Null(await PostgreSqlStoreCheck.FindProblemAsync(asRole, CancellationToken.None));
        await asRole.CloseAsync();

        Assert.Contains("Uninstalled.", await RunAsync("uninstall", database));
        Assert.Equal("0", await ScalarAsync(
            source, "SELECT count(*)::text FROM pg_namespace WHERE nspname = 'leadgraph'"));
        await PostgreSqlServer.ExecuteAsync(database, $"DROP ROLE {role}");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Upgrade_OfTheVersionBefore_KeepsChangesAndCursorsAndUninstallLeavesNothing(
        DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(
            provider, ("LeadGraph:Live:Interval", "01:00:00"));
        await school.Host.StopAsync();
        await FeedSchool.RecordAsync(school, 3);
        string schema = await OldStore.SchemaAsync(school);
        await OldStore.MakeAsync(school);
        Assert.NotEqual(schema, await OldStore.SchemaAsync(school));

        Assert.Contains("Upgraded.", await RunAsync("install", school.ConnectionString));
        Assert.Contains("Installed already", await RunAsync("install", school.ConnectionString));
        Assert.Equal(schema, await OldStore.SchemaAsync(school));
        string identity = await IdentityAsync();
        await using (ServiceHost host = await ServiceHost.StartAsync(
            school.ConnectionString, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "00:00:00.05")))
        {
            // Of version 10, which did not say of which store it was: after the first change.
            Assert.Equal([2, 3], (await FeedSchool.PageAsync(host, "after: \"Y2hhbmdlOjE\"")).Users);
            await Eventually.UntilAsync(async () => await IdentityAsync() == identity
                && (await school.RecordedAsync()).Count == 3);
        }

        Assert.Contains("ninstalled", await RunAsync("uninstall", school.ConnectionString));
        await ChangingDatabase.InstallAsync(school.ConnectionString);
        Assert.NotEqual(identity, await IdentityAsync());
        await RunAsync("uninstall", school.ConnectionString);
        Assert.Contains("Not installed", await RunAsync("uninstall", school.ConnectionString));

        async Task<string> IdentityAsync()
        {
            await using StoreConnection store = await school.OpenStoreAsync();
            await using var command = store.Command("SELECT CAST(store_id AS text) FROM leadgraph.store");
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    [PostgreSqlFact]
    public async Task Store_WhoseRoleLacksARight_IsNotUsedAndNamesTheRight()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync();
        string role = $"reader_{Guid.NewGuid():N}";
        await database.ExecuteAsync($"CREATE ROLE {role}");
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        string script = (await File.ReadAllTextAsync(Path.Combine(
            Repository.Root, "src/LeadGraph/Maintained/Sql/maintained-role.sql"))).Replace(":\"role\"", role);

        Assert.Equal($"Role \"{role}\" lacks USAGE on schema \"leadgraph\", which the store needs.", await ProblemAsync());
        await database.ExecuteAsync(script);
        Assert.Null(await ProblemAsync());
        await database.ExecuteAsync($"REVOKE UPDATE ON leadgraph.feed FROM {role}");
        Assert.Equal(
            $"Role \"{role}\" lacks UPDATE on table \"leadgraph.feed\", which the store needs.", await ProblemAsync());
        await database.ExecuteAsync("UPDATE leadgraph.state SET version = 5");
        Assert.Contains("\"database install\", which upgrades it", await ProblemAsync());
        await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");

        async Task<string?> ProblemAsync()
        {
            await using var set = new NpgsqlCommand($"SET ROLE {role}", connection);
            await set.ExecuteNonQueryAsync();
            return await PostgreSqlStoreCheck.FindProblemAsync(connection, CancellationToken.None);
        }
    }

    [Fact]
    public async Task StoreOfASqliteFile_InstalledExplainedAndUninstalled_LeavesTheFolderAsBefore()
    {
        string file = ReferenceData.NewSqliteFile(), database = $"Data Source={file}";
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        byte[] before = await File.ReadAllBytesAsync(file);

        Assert.Contains("There is no store in this database", await RunAsync("status", database));
        await using (ServiceHost host = await ServiceHost.StartAsync(database, ("LeadGraph:Store", "Auto")))
        {
            Assert.Contains("\"database install\"", await host.Services.GetRequiredService<LeadStore>()
                .FindProblemAsync(CancellationToken.None));
        }

        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        Assert.Contains("Installed: ", await RunAsync("install", database));
        Assert.Contains("Installed already", await RunAsync("install", database));
        string status = await RunAsync("status", database);
        Assert.Contains($"version {StoreVersion.Current}", status);
        Assert.Contains("none yet", status);
        Assert.Contains("Uninstalled: ", await RunAsync("uninstall", database));
        Assert.Contains("Not installed", await RunAsync("uninstall", database));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public void StoreOfASqliteFile_WhereSomethingElseIs_LeavesIt()
    {
        string file = ReferenceData.NewSqliteFile();
        var store = StoreFile.Of($"Data Source={file}")!;
        ReferenceData.ExecuteSqlite(store.Path, "CREATE TABLE mine (id INTEGER)");
        byte[] before = File.ReadAllBytes(store.Path);

        Assert.Contains("is not a store of LeadGraph", Assert.Throws<IOException>(() => store.Install()).Message);
        Assert.Throws<IOException>(() => store.Uninstall());
        Assert.Equal(before, File.ReadAllBytes(store.Path));
    }

    [Fact]
    public async Task StoreOfTheDemo_IsThereFromTheFirstMinute()
    {
        string file = ReferenceData.NewSqliteFile();
        await using ServiceHost host = await ServiceHost.StartAsync(
            "", ("LeadGraph:Demo:File", file), ("LeadGraph:Store", "Auto"));

        Assert.Null(await host.Services.GetRequiredService<LeadStore>().FindProblemAsync(CancellationToken.None));
        Assert.Equal(StoreVersion.Current, StoreFile.Of($"Data Source={file}")!.FindVersion());
    }

    [PostgreSqlFact]
    public async Task Uninstallation_ThatARunningServiceGetsInTheWayOf_BeginsAgain()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        await RunAsync("install", database);
        await using NpgsqlConnection other = await OpenAsync("10min");
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync();
        await ExecuteAsync("LOCK TABLE leadgraph.tier_changes");
        // The removal looks for a deadlock once, after 5 s of waiting, and so before the other does.
        Task<string> uninstalling = RunAsync(
            "uninstall", new NpgsqlConnectionStringBuilder(database) { Options = "-c deadlock_timeout=5s" }.ConnectionString);
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database))
        {
            await Eventually.UntilAsync(async () => Equals("1", await ScalarAsync(source, """
                SELECT count(*)::text FROM pg_locks
                WHERE relation = 'leadgraph.tier_changes'::regclass AND NOT granted
                """)));
        }

        await ExecuteAsync("LOCK TABLE leadgraph.state");
        await transaction.CommitAsync();

        Assert.Contains("Uninstalled.", await uninstalling);

        async Task<NpgsqlConnection> OpenAsync(string deadlockTimeout)
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database)
            {
                Options = $"-c deadlock_timeout={deadlockTimeout}"
            }.ConnectionString);
            await connection.OpenAsync();
            return connection;
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, other, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<string> RunAsync(string action, string database)
    {
        using var output = new StringWriter();
        int code = await DatabaseCommand.RunAsync(action, database, output, output);
        Assert.True(code == 0, output.ToString());
        return output.ToString();
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
