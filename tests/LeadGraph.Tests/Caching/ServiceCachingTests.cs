using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Caching;

/// <summary>The response cache of the whole service, over a database that changes.</summary>
public class ServiceCachingTests
{
    private const string Query = "query ($first: Int) { userActivity(first: $first) { nodes { userId totalEvents } } }";

    [Fact]
    public async Task Responses_OfRestAndGraphQL_AreServedFromTheCacheWhileFresh()
    {
        string file = NewDatabase();
        await using ServiceHost host = await StartAsync(file);
        string[] before = await ReadBothAsync(host);
        ReferenceData.ExecuteSqlite(file, "INSERT INTO events VALUES (2, 1, 'x', '2025-09-10 14:30:00', NULL)");

        host.Clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal(before, await ReadBothAsync(host, age: 3));
        host.Clock.Now += TimeSpan.FromSeconds(2);

        Assert.All(before.Zip(await ReadBothAsync(host)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task GraphQLResponses_AreStoredPerOperationAndVariables()
    {
        await using ServiceHost host = await StartAsync(NewDatabase());
        object[] requests =
        [
            new { query = Query, variables = new { first = 1 } },
            new { query = Query, variables = new { first = 2 } },
            new { query = "query A { scoringRules { windowDays } } query B { __typename }", operationName = "A" },
            new { query = "query A { scoringRules { windowDays } } query B { __typename }", operationName = "B" }
        ];

        foreach (bool isStored in (bool[])[false, true])
        {
            foreach (object request in requests)
            {
                using HttpResponseMessage response = await host.Client.PostAsJsonAsync("/graphql", request);
                Assert.True(response.IsSuccessStatusCode);
                Assert.Equal(isStored, response.Headers.Age is not null);
            }
        }
    }

    [Fact]
    public async Task GraphQLResponses_ToClientsThatTakeDeferredPartsToo_AreServedFromTheCache()
    {
        await using ServiceHost host = await StartAsync(NewDatabase());

        foreach (bool isStored in (bool[])[false, true])
        {
            // As Apollo Kotlin sends every query.
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
            {
                Content = JsonContent.Create(new { query = Query, variables = new { first = 1 } }),
                Headers = { { "Accept", "multipart/mixed;deferSpec=20220824, application/graphql-response+json" } }
            };
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            Assert.Equal(isStored, response.Headers.Age is not null);
        }
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    public async Task GraphQLResponses_WithErrors_AreNotStored(string accept)
    {
        await using ServiceHost host = await StartAsync(NewDatabase());
        host.Client.DefaultRequestHeaders.Add("Accept", accept);
        var persisted = new { persistedQuery = new { version = 1, sha256Hash = new string('0', 64) } };
        object[] requests =
        [
            new { query = "{ nothing }" },
            new { query = "{ userActivity(after: \"x\") { nodes { userId } } }" },
            new { query = "query ($first: Int!) { userActivity(first: $first) { totalCount } }" },
            new { query = "{" },
            new { extensions = persisted }
        ];
        foreach (object request in requests)
        {
            for (int i = 0; i < 2; i++)
            {
                using HttpResponseMessage response = await host.Client.PostAsJsonAsync("/graphql", request);
                Assert.NotNull((await response.Content.ReadFromJsonAsync<JsonNode>())!["errors"]);
                Assert.Null(response.Headers.Age);
            }
        }
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    public async Task GraphQLResponse_DuringAFailure_IsTheLastGoodOneMarkedStale(string accept)
    {
        string file = NewDatabase();
        await using ServiceHost host = await ServiceHost.StartAsync(
            $"Data Source={file}", ("LeadGraph:Cache:Seconds", "5"), ("LeadGraph:Cache:StaleIfError", "00:01:00"));
        host.Client.DefaultRequestHeaders.Add("Accept", accept);
        using HttpResponseMessage before = await host.Client.PostAsJsonAsync("/graphql", new { query = Query });
        ReferenceData.ExecuteSqlite(file, "ALTER TABLE events RENAME TO other");
        host.Clock.Now += TimeSpan.FromSeconds(10);

        using HttpResponseMessage stale = await host.Client.PostAsJsonAsync("/graphql", new { query = Query });

        Assert.Equal(await before.Content.ReadAsStringAsync(), await stale.Content.ReadAsStringAsync());
        Assert.Equal(
            "LeadGraph; hit; ttl=-5; detail=stale-if-error", Assert.Single(stale.Headers.GetValues("Cache-Status")));
    }

    private static async Task<string[]> ReadBothAsync(ServiceHost host, int? age = null)
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
