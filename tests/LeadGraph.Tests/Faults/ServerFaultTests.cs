using System.Text.Json;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Faults;

/// <summary>PostgreSQL, or the network to it, fails: in both modes callers learn so in time, and it ends by itself.</summary>
[Collection(FaultTests.Name)]
public class ServerFaultTests(FaultyServer faulty)
{
    private const string OutOfReach = "The database cannot be reached.";

    [PrivatePostgreSqlFact]
    public async Task Server_KilledAndStarted_RequestsFailThenSucceed()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server, timeout: "00:00:04.5");

        faulty.Server.Kill();
        try
        {
            await AssertFailAsync(school, OutOfReach);
        }
        finally
        {
            faulty.Server.Start();
        }

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlFact]
    public async Task Server_OneOfWhoseProcessesIsKilled_RecoversAndServiceWithIt()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server);

        // PostgreSQL ends every other session then, for this one may have damaged what they share.
        long session = await school.NumberAsync(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'LeadGraph' LIMIT 1");
        using (var kill = System.Diagnostics.Process.Start("/bin/kill", ["-KILL", $"{session}"]))
        {
            await kill.WaitForExitAsync();
        }

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlFact]
    public async Task Server_Paused_RequestsFailWithinTheTimeoutThenSucceed()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server, timeout: "00:00:04.5");

        using (faulty.Server.Pause())
        {
            await AssertFailAsync(school, OutOfReach);
        }

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlFact]
    public async Task Server_RestartedUnderCallers_CostsOnlyWhatIsAskedMeanwhile()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server);

        faulty.Server.Stop();
        faulty.Server.Start();

        // The pools hold only broken connections, and nobody has noticed yet.
        foreach (Callers callers in school.Both)
        {
            await callers.AssertAnswersAsync();
        }

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlFact]
    public async Task Server_OutOfConnections_RefusesInTimeAndServiceIsBack()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server, timeout: "00:00:04.5");
        string greedy = new NpgsqlConnectionStringBuilder(school.Database)
        {
            Pooling = false,
            ApplicationName = "greedy"
        }.ConnectionString;
        // Every connection that others may have, while the services lose theirs.
        var taken = new Stack<NpgsqlConnection>();
        try
        {
            string services = $"FROM pg_stat_activity WHERE usename = '{school.Role}' AND application_name <> 'greedy'";
            // A session that was ended gives its place back a little later, and anyone may take it.
            for (int quietRounds = 0; quietRounds < 5; quietRounds++)
            {
                while (await TryOpenAsync(greedy) is { } connection)
                {
                    taken.Push(connection);
                    quietRounds = 0;
                }

                if (await school.NumberAsync($"SELECT count(pg_terminate_backend(pid)) {services}") > 0)
                {
                    quietRounds = 0;
                }

                await Task.Delay(100);
            }

            await AssertFailAsync(school, "The database has no connection to spare.");
        }
        finally
        {
            foreach (NpgsqlConnection connection in taken)
            {
                await connection.DisposeAsync();
            }
        }

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlFact]
    public async Task Sessions_LostInTheMiddleOfReads_AreReplacedAndTheReadsRepeated()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server);
        // Its sessions are told from those of ticks and comparisons, which wait for the table too.
        await using ServiceHost host = await ServiceHost.StartAsync($"{school.Database};Application Name=asked");
        await host.Client.GetStringAsync("/api/user-activity");
        const string Waiting = "FROM pg_stat_activity WHERE application_name = 'asked' AND wait_event_type = 'Lock'";
        Task<string> rest;
        Task<JsonElement> graphQL;

        await using (await school.HoldAsync("LOCK TABLE events"))
        {
            rest = host.Client.GetStringAsync("/api/user-activity");
            graphQL = host.DataAsync("{ userActivity { nodes { userId totalEvents } } }");
            await Eventually.UntilAsync(async () => await school.NumberAsync($"SELECT count(*) {Waiting}") == 2);
            Assert.Equal(2, await school.NumberAsync($"SELECT count(pg_terminate_backend(pid)) {Waiting}"));
            await Eventually.UntilAsync(async () => await school.NumberAsync($"SELECT count(*) {Waiting}") == 2);
        }

        Assert.StartsWith("[{\"user_id\":1,", await rest);
        Assert.Equal(24, (await graphQL).GetProperty("userActivity").GetProperty("nodes")[0]
            .GetProperty("totalEvents").GetInt32());
    }

    [PrivatePostgreSqlFact]
    public async Task Network_Slow_RequestsFailWithinTheTimeoutThenSucceed()
    {
        await using var network = new FaultyNetwork();
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(
            faulty.Server, network.LeadTo, timeout: "00:00:20");

        network.Delay = TimeSpan.FromMilliseconds(150);
        foreach (Callers callers in school.Both)
        {
            await callers.AssertAnswersAsync();
        }

        network.Delay = TimeSpan.FromMinutes(1);
        await AssertFailAsync(school, OutOfReach);
        network.Delay = TimeSpan.Zero;

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlFact]
    public async Task Network_DroppingPackets_RequestsFailWithinTheTimeoutThenSucceed()
    {
        await using var network = new FaultyNetwork();
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(
            faulty.Server, network.LeadTo, timeout: "00:00:04.5");

        network.Swallows = true;
        await AssertFailAsync(school, OutOfReach);
        network.Swallows = false;

        await school.AssertRecoversAsync();
    }

    private static Task AssertFailAsync(FaultTestDatabase school, string problem)
        => Task.WhenAll(school.Both.Select(callers => callers.AssertFailsAsync(problem)));

    private static async Task<NpgsqlConnection?> TryOpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            await connection.DisposeAsync();
            return null;
        }
    }
}
