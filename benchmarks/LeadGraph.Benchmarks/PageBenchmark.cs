using System.Text;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Benchmarks;

/// <summary>
/// How many pages a second Maintained mode serves, from the table and from the cache, beside an endpoint that somebody
/// would write by hand and beside a server that writes the same bytes without doing anything.
/// </summary>
/// <param name="report">Where the figures go.</param>
/// <param name="seconds">How long each load lasts.</param>
public sealed class PageBenchmark(Report report, int seconds)
{
    private const int Connections = 8;
    private const int WarmUps = 2;
    private const int Rounds = 5;
    private const string HandWritten = "by hand with Npgsql";

    /// <summary>Makes a history, measures, and removes it.</summary>
    /// <param name="events">How many events there are.</param>
    /// <param name="seconds">How long each load lasts.</param>
    public static async Task<Report> RunAsync(long events, int seconds)
    {
        var report = new Report(events);
        PostgreSqlServer server = PostgreSqlServer.StartPrivate(isDurable: true);
        try
        {
            string database = await History.CreateAsync(server, events);
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
            await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
            await new ActivityTick(source, new ScoringRules(), new ActivityOptions())
                .RunAsync(DateTime.UtcNow, TimeSpan.Zero, rebuild: false, CancellationToken.None);
            await History.ExecuteAsync(database, "VACUUM ANALYZE leadgraph.user_activity");
            await new PageBenchmark(report, seconds).RunAsync(database);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            server.Stop();
        }

        return report;
    }

    /// <summary>Measures over a database whose table is computed.</summary>
    /// <param name="database">Its connection string.</param>
    /// <remarks>
    /// In rounds, so that whatever else the machine does falls on all alike; ratios are the middle one of each round's.
    /// </remarks>
    public async Task RunAsync(string database)
    {
        using ServerProcess maintained = await ScaleBenchmark.StartAsync(database, ActivityMode.Maintained, cacheSeconds: 0);
        using ServerProcess cached = await ScaleBenchmark.StartAsync(database, ActivityMode.Maintained, cacheSeconds: 5);
        using ServerProcess handWritten = await ServerProcess.StartAsync("by-hand", database);
        string restFile = await AnswerAsync(cached.Url + ScaleBenchmark.RestPath, body: null);
        string graphQLFile = await AnswerAsync(cached.Url + ScaleBenchmark.GraphQLPath, ScaleBenchmark.Document);
        using ServerProcess staticRest = await ServerProcess.StartAsync("static", restFile);
        using ServerProcess staticGraphQL = await ServerProcess.StartAsync("static", graphQLFile);
        (string Name, string Url, string? Body)[] loads =
        [
            (HandWritten, handWritten.Url, null),
            ("REST, Maintained", maintained.Url + ScaleBenchmark.RestPath, null),
            ("GraphQL, Maintained", maintained.Url + ScaleBenchmark.GraphQLPath, ScaleBenchmark.Document),
            ("REST, cached", cached.Url + ScaleBenchmark.RestPath, null),
            ("static, the same bytes as REST", staticRest.Url, null),
            ("GraphQL, cached", cached.Url + ScaleBenchmark.GraphQLPath, ScaleBenchmark.Document),
            ("static, the same bytes as GraphQL", staticGraphQL.Url, null)
        ];
        var rates = loads.ToDictionary(load => load.Name, _ => new List<double>());
        for (int round = -WarmUps; round < Rounds; round++)
        {
            foreach (var (name, url, body) in loads)
            {
                double rate = Load.RequestsPerSecond(url, seconds, connections: Connections, body: body);
                if (round >= 0)
                {
                    rates[name].Add(rate);
                }
            }
        }

        foreach (var (name, _, _) in loads)
        {
            report.Add(name, "/s", ScaleBenchmark.Middle(rates[name]));
        }

        foreach (string kind in (string[])["REST", "GraphQL"])
        {
            List<double> ceilings = rates[$"static, the same bytes as {kind}"];
            report.Add($"{kind}, Maintained : {HandWritten}", "%", 100 * ScaleBenchmark.Middle(
                rates[$"{kind}, Maintained"].Zip(rates[HandWritten], (ours, theirs) => ours / theirs)));
            report.Add($"{kind}, cached : static", "%", 100 * ScaleBenchmark.Middle(
                rates[$"{kind}, cached"].Zip(ceilings, (kept, ceiling) => kept / ceiling)));
        }

        report.Add("memory of the server, Maintained", "MB", maintained.Megabytes);
        report.Add("memory of the server, cached", "MB", cached.Megabytes);
    }

    private static async Task<string> AnswerAsync(string url, string? body)
    {
        using var client = new HttpClient();
        using HttpResponseMessage answer = body is null
            ? await client.GetAsync(url)
            : await client.PostAsync(url, new StringContent(body, Encoding.UTF8, "application/json"));
        string file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
        return file;
    }
}
