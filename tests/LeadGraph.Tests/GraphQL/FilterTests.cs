using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.GraphQL;

public class FilterTests
{
    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Instants_WithAnyOffset_AreComparedAsInstants(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        string[] sameInstant =
        [
            "2025-09-10T00:00:00Z", "2025-09-10T03:00:00+03:00", "2025-09-09T18:30:00-05:30", "2025-09-10T00:00:00.000Z",
        ];

        long[][] found = await Task.WhenAll(sameInstant.Select(instant => host.IdsAsync(
            "where: $where", new { where = new { lastActivity = new { eq = instant } } })));

        Assert.Contains(2004, found[0]);
        Assert.All(found, ids => Assert.Equal(found[0], ids));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task TextFilters_WithLikeWildcards_MatchThemLiterallyAndByCase(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        Assert.Equal("3011", string.Join(",", await host.IdsAsync("""where: { username: { startsWith: "UPP" } }""")));
        Assert.Equal("3012", string.Join(",", await host.IdsAsync("""where: { username: { startsWith: "upp" } }""")));
        Assert.Equal("3005", string.Join(",", await host.IdsAsync("""where: { username: { contains: "%" } }""")));
        Assert.Equal("3015", string.Join(",", await host.IdsAsync("""where: { username: { startsWith: "a_b" } }""")));
        Assert.Equal("3007", string.Join(",", await host.IdsAsync("""where: { username: { contains: "\\" } }""")));
        Assert.Equal("3011", string.Join(",", await host.IdsAsync("""where: { email: { endsWith: "EXAMPLE.COM" } }""")));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task NegatedFilters_OnNullValues_MatchWhilePositiveOnesDoNot(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        long[] without = await host.IdsAsync("where: { email: { eq: null } }");
        Assert.NotEmpty(without);

        foreach (string negated in new[]
            { """neq: "x" """, """nin: ["x"]""", """ncontains: "x@x" """, """nstartsWith: "x@" """, """nendsWith: "@x" """ })
        {
            long[] found = await host.IdsAsync(
                $"where: {{ and: [{{ email: {{ {negated} }} }}, {{ userId: {{ in: [{string.Join(", ", without)}] }} }}] }}");
            Assert.Equal(without.Order(), found.Order());
        }

        foreach (string positive in new[] { """in: ["x"]""", """contains: "" """, """startsWith: "" """, """endsWith: "" """ })
        {
            Assert.Empty(await host.IdsAsync(
                $"where: {{ and: [{{ email: {{ {positive} }} }}, {{ userId: {{ in: [{string.Join(", ", without)}] }} }}] }}"));
        }
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Search_InAnyCaseAndScript_FindsUsers(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        Assert.Equal("3009", string.Join(",", await host.IdsAsync("""search: "АННА" """)));
        Assert.Equal("3008", string.Join(",", await host.IdsAsync("""search: "ÜNÏC" """)));
        Assert.Equal("3005", string.Join(",", await host.IdsAsync("""search: "%" """)));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Text_WithANullCharacter_GetsAClientError(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        foreach (string filter in new[]
            {
                @"eq: ""a\u0000b""", @"neq: ""\u0000""", @"contains: ""a\u0000""", @"nstartsWith: ""\u0000""",
                @"in: [""a"", ""b\u0000""]", @"nin: [""\\\u0000""]",
            })
        {
            JsonElement response = await host.AskAsync(
                $"{{ userActivity(where: {{ username: {{ {filter} }} }}) {{ nodes {{ userId }} }} }}");

            JsonElement error = Assert.Single(response.GetProperty("errors").EnumerateArray());
            Assert.Equal("INVALID_TEXT", error.GetProperty("extensions").GetProperty("code").GetString());
            Assert.Contains("U+0000", error.GetProperty("message").GetString());
        }

        // A backslash has no special meaning.
        Assert.Empty(await host.IdsAsync(@"where: { username: { contains: ""[\\u0000"" } }"));
        Assert.Empty(await host.IdsAsync(@"where: { username: { in: [""\\u0000""] } }"));
        Assert.DoesNotContain(host.Logs.All, record => record.Level >= LogLevel.Warning || record.Exception is not null);
    }
}
