using System.Text.Json;
using HotChocolate;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads.Paging;

/// <summary>Walks through all pages meet each lead once, in every order, whatever is NULL or equal.</summary>
public class PageWalkTests
{
    private static readonly string[] Keys =
    [
        .. typeof(UserActivity).GetProperties()
            .Where(property => !property.IsDefined(typeof(GraphQLIgnoreAttribute), inherit: false))
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
    ];

    private static readonly string[] TwoKeys =
    [
        "[{ leadScore: DESC }, { lastActivity: DESC }]", "[{ lastActivity: ASC }, { username: DESC }]",
        "[{ username: ASC }, { registeredAt: DESC }]", "[{ activeDays: DESC }, { firstName: ASC }]",
        "[{ registeredAt: DESC }, { userId: DESC }]", "[{ totalEvents: ASC }, { totalEvents: DESC }]",
        "[{ leadScore: DESC }, { points: DESC }]", "[{ leadScore: ASC }, { points: ASC }]",
        "[{ leadScore: DESC }, { points: DESC }, { userId: DESC }]", "[{ leadScore: ASC }, { totalEvents: DESC }]"
    ];

    private static IEnumerable<string> Orders
        => Keys.SelectMany(key => new[] { $"{{ {key}: ASC }}", $"{{ {key}: DESC }}" }).Concat(TwoKeys);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Walks_InEveryOrder_MeetEachLeadOnce(DatabaseProvider provider)
    {
        await using RandomLeads leads = await RandomLeads.StartAsync(provider, seed: 17);
        await AssertEachIsMetOnceAsync(leads.Host);
    }

    [PostgreSqlFact]
    public async Task Walks_InEveryOrderInMaintainedMode_MeetEachLeadOnce()
    {
        await using RandomLeads leads = await RandomLeads.StartAsync(DatabaseProvider.PostgreSql, 18, maintained: true);
        await AssertEachIsMetOnceAsync(leads.Host);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Walks_WhileOthersChange_MeetEachUnchangedLeadOnce(DatabaseProvider provider)
    {
        await using RandomLeads leads = await RandomLeads.StartAsync(provider, seed: 19);
        await AssertUnchangedAreMetOnceAsync(leads);
    }

    [PostgreSqlFact]
    public async Task Walks_WhileOthersChangeInMaintainedMode_MeetEachUnchangedLeadOnce()
    {
        await using RandomLeads leads = await RandomLeads.StartAsync(DatabaseProvider.PostgreSql, 20, maintained: true);
        await AssertUnchangedAreMetOnceAsync(leads);
    }

    private static async Task AssertEachIsMetOnceAsync(ServiceHost host)
    {
        foreach (string order in Orders)
        {
            // One page of all, which needs no cursor, is the order to expect.
            long[] expected = await host.IdsAsync($"order: {order}");
            Assert.Equal(RandomLeads.Count, expected.Distinct().Count());

            Assert.Equal(expected, await PageWalk.MeetAsync(host, order, forward: true, size: 7));
            Assert.Equal(expected, await PageWalk.MeetAsync(host, order, forward: false, size: 9));
        }
    }

    private static async Task AssertUnchangedAreMetOnceAsync(RandomLeads leads)
    {
        var random = new Random(21);
        int id = 2_000_000;
        foreach (string order in (string[])["{ totalEvents: DESC }", "{ lastActivity: DESC }", "{ lastActivity: ASC }"])
        {
            foreach (bool forward in (bool[])[true, false])
            {
                List<long> met = await PageWalk.MeetAsync(leads.Host, order, forward, size: 4, ChangeAsync);

                long[] unchanged = [.. met.Where(user => user <= RandomLeads.Count && user % 2 == 0)];
                Assert.Equal(Enumerable.Range(1, RandomLeads.Count / 2).Select(half => 2L * half), unchanged.Order());
            }
        }

        // Leads with odd ids become more active, or come and go.
        Task ChangeAsync()
        {
            int user = (random.Next(RandomLeads.Count / 2) * 2) + 1;
            return leads.ExecuteAsync($"""
                INSERT INTO events (id, user_id, created_at) VALUES
                    ({++id}, {user}, '2025-09-10 14:{random.Next(10, 60)}:00'),
                    ({++id}, {user}, '2025-09-0{random.Next(4, 9)} 14:00:00');
                DELETE FROM free_lesson_registrations WHERE user_id = {((user + 6) % RandomLeads.Count) | 1};
                INSERT INTO free_lesson_registrations (user_id, username) VALUES ({++id}, 'new');
                """);
        }
    }
}
