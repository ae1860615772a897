using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Caching;

/// <summary>What the service itself keeps, over a database that changes behind it.</summary>
public class ServiceCachingTests
{
    private const string Query = "query ($first: Int) { userActivity(first: $first) { nodes { userId totalEvents } } }";

    [Fact]
    public async Task Answers_OfRestAndGraphQL_AreKeptUntilTooOld()
    {
        string file = NewDatabase();
        await using ServiceHost host = await StartAsync(file);
        string[] before = await AskAsync(host);
        ReferenceData.ExecuteSqlite(file, "INSERT INTO events VALUES (2, 1, 'x', '2025-09-10 14:30:00', NULL)");

        host.Clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal(before, await AskAsync(host, age: 3));
        host.Clock.Now += TimeSpan.FromSeconds(2);

        Assert.All(before.Zip(await AskAsync(host)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task Answers_OfGraphQL_AreKeptForEachOperationAndItsVariables()
    {
        await using ServiceHost host = await StartAsync(NewDatabase());
        object[] requests =
        [
            new { query = Query, variables = new { first = 1 } },
            new { query = Query, variables = new { first = 2 } },
            new { query = "query A { scoringRules { windowDays } } query B { __typename }", operationName = "A" },
            new { query = "query A { scoringRules { windowDays } } query B { __typename }", operationName = "B" }
        ];

        foreach (bool isKept in (bool[])[false, true])
        {
            foreach (object request in requests)
            {
                using HttpResponseMessage answer = await host.Client.PostAsJsonAsync("/graphql", request);
                Assert.True(answer.IsSuccessStatusCode);
                Assert.Equal(isKept, answer.Headers.Age is not null);
            }
        }
    }

    [Fact]
    public async Task Answers_OfGraphQLWithErrors_AreNotKept()
    {
        await using ServiceHost host = await StartAsync(NewDatabase());
        foreach (string query in (string[])["{ nothing }", "{ userActivity(after: \"x\") { nodes { userId } } }", "{"])
        {
            for (int i = 0; i < 2; i++)
            {
                using HttpResponseMessage answer = await host.Client.PostAsJsonAsync("/graphql", new { query });
                Assert.NotNull((await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"]);
                Assert.Null(answer.Headers.Age);
            }
        }
    }

    // Answers are kept by what was asked, and a mutation has to be executed each time: whoever gives the schema one has
    // to leave it out first.
    [Fact]
    public async Task Schema_WhoseAnswersAreKept_HasNoMutations()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            $"Data Source={NewDatabase()}",
            ("LeadGraph:Cache:Seconds", "5"),
            ("LeadGraph:GraphQL:Introspection", "true"));

        string schema = await host.Client.GetStringAsync("/graphql/schema.graphql");

        Assert.Contains("type Query", schema);
        Assert.DoesNotContain("mutation", schema, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string[]> AskAsync(ServiceHost host, int? age = null)
    {
        using HttpResponseMessage rest = await host.Client.GetAsync("/api/user-activity");
        using HttpResponseMessage graphQL = await host.Client.PostAsJsonAsync("/graphql", new { query = Query });
        TimeSpan? expected = age is null ? null : TimeSpan.FromSeconds(age.Value);
        Assert.Equal(expected, rest.Headers.Age);
        Assert.Equal(expected, graphQL.Headers.Age);
        DateTimeOffset computed = host.Clock.Now - (expected ?? TimeSpan.Zero);
        Assert.Equal(computed, rest.Content.Headers.LastModified);
        return [await rest.Content.ReadAsStringAsync(), await graphQL.Content.ReadAsStringAsync()];
    }

    private static Task<ServiceHost> StartAsync(string file)
        => ServiceHost.StartAsync($"Data Source={file}", ("LeadGraph:Cache:Seconds", "5"));

    private static string NewDatabase()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables + """
            INSERT INTO free_lesson_registrations VALUES (1, 'ann', 'Ann', NULL, '2025-09-01 00:00:00');
            INSERT INTO events VALUES (1, 1, 'x', '2025-09-10 14:00:00', NULL);
            """);
        return file;
    }
}
