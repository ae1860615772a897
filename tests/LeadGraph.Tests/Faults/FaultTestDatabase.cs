using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Faults;

/// <summary>
/// One database, read by two services, one in each mode, as a role that has the documented privileges alone. User 1 is
/// hot by 24 events, user 2 cool by 6, user 3 cold.
/// </summary>
public sealed class FaultTestDatabase : IAsyncDisposable
{
    private FaultTestDatabase(string owner, string role, string database)
        => (Owner, Role, Database) = (owner, role, database);

    /// <summary>The connection string of the tables' owner.</summary>
    public string Owner { get; private set; }

    /// <summary>The role that the services connect as.</summary>
    public string Role { get; }

    /// <summary>The services' connection string.</summary>
    public string Database { get; }

    public Callers Live { get; private set; } = null!;

    public Callers Maintained { get; private set; } = null!;

    public IReadOnlyList<Callers> Both => [Live, Maintained];

    /// <summary>Makes the database.</summary>
    public static async Task<FaultTestDatabase> CreateAsync(PostgreSqlServer server)
    {
        string owner = await server.CreateDatabaseAsync();
        string role = server.NewRole();
        string grants = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src/LeadGraph/Maintained/Sql/maintained-role.sql"));
        await PostgreSqlServer.ExecuteAsync(owner, $"""
            SET timezone = 'UTC';
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);
            INSERT INTO events (user_id, created_at)
            SELECT 1, '2025-09-10 12:00:00'::timestamp - n * interval '5 hours' FROM generate_series(1, 24) n;
            INSERT INTO events (user_id, created_at)
            SELECT 2, '2025-09-10 12:00:00'::timestamp - n * interval '1 hour' FROM generate_series(1, 6) n;
            CREATE ROLE {role} LOGIN PASSWORD 'secret';
            GRANT SELECT ON free_lesson_registrations, events TO {role};
            {MaintainedInstallation.InstallScript}
            {grants.Replace(":\"role\"", role)}
            """);
        NpgsqlConnection.ClearAllPools();
        string database = new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "secret" }
            .ConnectionString;
        return new FaultTestDatabase(owner, role, database);
    }

    /// <summary>Makes the database and starts both services.</summary>
    /// <param name="server">Where the database is.</param>
    /// <param name="connect">How the services connect, by their usual connection string.</param>
    /// <param name="timeout">
    /// The services' execution timeout; null for a long one, as a busy machine may need where nothing hangs.
    /// </param>
    public static async Task<FaultTestDatabase> OpenAsync(
        PostgreSqlServer server, Func<string, string>? connect = null, string? timeout = null)
    {
        (string, string?) limit = (ServiceHost.UsualTimeout.Key, timeout ?? "00:01:00");
        FaultTestDatabase school = await CreateAsync(server);
        string database = connect?.Invoke(school.Database) ?? school.Database;
        school.Live = new Callers(await ServiceHost.StartAsync(
            database, limit, ("LeadGraph:Live:Interval", "00:00:00.2")));
        school.Maintained = new Callers(await ServiceHost.StartAsync(
            database, limit, ("LeadGraph:Activity:Mode", "Maintained"),
            ("LeadGraph:Activity:RefreshInterval", "00:00:00.2")));
        foreach (Callers callers in school.Both)
        {
            await callers.UntilBackAsync();
            await callers.ListenAsync(reads: callers == school.Live ? 2 : 0);
        }

        return school;
    }

    /// <summary>Starts a service in a process of its own, and waits until it is ready.</summary>
    public async Task<ServiceProcess> StartProcessAsync(string mode, params (string, string)[] settings)
    {
        ServiceProcess service = await ServiceProcess.StartAsync(
        [
            ("ConnectionStrings:LeadGraph", Database), ("LeadGraph:Activity:Mode", mode),
            ("LeadGraph:Activity:RefreshInterval", "00:00:00.2"), ("LeadGraph:Cache:Seconds", "0"), .. settings
        ]);
        await Eventually.UntilAsync(
            async () => (await service.Client.GetAsync("/health/ready")).IsSuccessStatusCode);

        return service;
    }

    /// <summary>Waits until so many commands of the services wait for a lock.</summary>
    public Task UntilWaitingAsync(int atLeast) => Eventually.UntilAsync(async () =>
        await NumberAsync("SELECT count(*) FROM pg_stat_activity "
            + "WHERE application_name = 'LeadGraph' AND wait_event_type = 'Lock'") >= atLeast);

    /// <summary>Every caller of either mode is answered again, and who listens hears what happens next, once.</summary>
    public async Task AssertRecoversAsync()
    {
        foreach (Callers callers in Both)
        {
            await callers.UntilBackAsync();
        }

        await ExecuteAsync(
            "INSERT INTO events (user_id, created_at) SELECT 3, '2025-09-10 14:00:00' FROM generate_series(1, 5)");
        foreach (Callers callers in Both)
        {
            Assert.Equal("""{"userId":3,"previous":"COLD","current":"COOL"}""", await callers.NextChangeAsync());
        }
    }

    /// <summary>From now on the owner's database is that of the server given, to which it was replicated.</summary>
    public void MoveTo(PostgreSqlServer server) => Owner = server.Counterpart(Owner);

    /// <summary>Runs SQL as the owner, on a connection that is closed after it.</summary>
    public Task ExecuteAsync(string sql) => PostgreSqlServer.ExecuteAsync(WithoutPool, sql);

    /// <summary>Opens a connection of the owner's, and holds what the SQL takes until it is disposed.</summary>
    public async Task<NpgsqlConnection> HoldAsync(string sql)
    {
        var connection = new NpgsqlConnection(WithoutPool);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>One number, asked as the owner.</summary>
    public async Task<long> NumberAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(WithoutPool);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Callers callers in Both)
        {
            if (callers is not null)
            {
                await callers.DisposeAsync();
            }
        }
    }

    private string WithoutPool => new NpgsqlConnectionStringBuilder(Owner) { Pooling = false }.ConnectionString;
}
