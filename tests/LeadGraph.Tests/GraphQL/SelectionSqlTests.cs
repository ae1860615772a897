using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.GraphQL;

/// <summary>The SQL that a selection causes.</summary>
public class SelectionSqlTests
{
    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithoutTotalCount_CountsNothing(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await host.DataAsync("{ userActivity(first: 5) { nodes { userId } pageInfo { hasNextPage endCursor } } }");

        string selected = SelectedColumns(Statement(Assert.Single(host.Logs.Sql)));
        Assert.Contains("user_id", selected);
        Assert.DoesNotContain("COUNT", selected, StringComparison.OrdinalIgnoreCase);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithTotalCountOnly_ReadsNoPage(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        JsonElement data = await host.DataAsync("{ userActivity { totalCount } }");

        Assert.Equal(220, data.GetProperty("userActivity").GetProperty("totalCount").GetInt32());
        string sql = Assert.Single(host.Logs.Sql);
        Assert.Contains("COUNT", SelectedColumns(Statement(sql)), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ORDER BY", sql);
        Assert.DoesNotContain("email", sql);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithFewFields_ReadsOnlyTheirColumns(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await host.DataAsync("{ userActivity(first: 5, order: { userId: ASC }) { nodes { userId firstName } } }");

        string statement = Statement(Assert.Single(host.Logs.Sql));
        Assert.Contains("first_name", statement);
        Assert.All(
            ["username", "email", "registered_at", "details", "ActiveDays", "TotalEvents", "LastActivity"],
            column => Assert.DoesNotContain(column, statement));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithFilterAndOrder_ReadsOnlyTheNeededColumns(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await host.DataAsync(
            """{ userActivity(where: { totalEvents: { gte: 5 } }, order: { email: DESC }) { nodes { userId } } }""");

        string statement = Statement(Assert.Single(host.Logs.Sql));
        Assert.Contains("email", statement);
        Assert.All(
            ["username", "first_name", "registered_at", "ActiveDays", "LastActivity"],
            column => Assert.DoesNotContain(column, statement));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithValues_SendsThemAsParameters(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await host.DataAsync(
            """
            {
              userActivity(
                search: "needle_a", leadScore: HOT, first: 37, after: "MTM="
                where: { and: [
                  { username: { contains: "needle_b" } }, { userId: { in: [424242, 434343] } }
                  { lastActivity: { gte: "2019-03-04T05:06:07Z" } }, { totalEvents: { gte: 515151 } }
                ] }
              ) { nodes { userId } }
            }
            """);

        string statement = Statement(Assert.Single(host.Logs.Sql));
        Assert.All(
            ["needle", "424242", "434343", "2019", "515151", " 37", " 38", " 14"],
            value => Assert.DoesNotContain(value, statement));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithFirstAndAfter_HasLimitAndOffsetInSql(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var commands = new SqlCommands(host);

        await host.DataAsync("""{ userActivity(first: 37, after: "MTM=") { nodes { userId } } }""");

        SqlCommandRecord page = Assert.Single(commands.All);
        // One more row than the page may be read, for hasNextPage.
        Assert.Contains(page.ValueAfter("LIMIT"), new object?[] { 37, 38 });
        Assert.Equal(14, page.ValueAfter("OFFSET"));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task RecentEvents_OfHundredUsers_AreReadByOneStatementWithoutExtraRows(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var commands = new SqlCommands(host);

        JsonElement data = await host.DataAsync(
            "{ userActivity(first: 100) { nodes { a: recentEvents(first: 1) { id } b: recentEvents(first: 3) { id createdAt } } } }");

        Assert.Equal(100, data.GetProperty("userActivity").GetProperty("nodes").GetArrayLength());
        Assert.Equal(2, commands.All.Count);
        SqlCommandRecord events = commands.All[1];
        Assert.Contains("ROW_NUMBER()", events.Text);
        Assert.Equal(3, events.ValueAfter("row\"? <="));
        Assert.DoesNotContain("details", events.Text);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task RecentEvents_OfAnyNumberOfUsers_AreReadByTheSameStatement(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var commands = new SqlCommands(host);

        foreach (int users in new[] { 1, 2, 77 })
        {
            await host.DataAsync(
                "query($users: Int!) { userActivity(first: $users) { nodes { recentEvents(first: 2) { id } } } }",
                new { users });
        }

        Assert.Equal(6, commands.All.Count);
        Assert.Single(commands.All.Select(command => command.Text)
            .Where(text => text.Contains("ROW_NUMBER()")).Distinct());
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task RecentEvents_WithDetailsSelected_ReadThem(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await host.DataAsync("{ userActivityById(userId: 1016) { recentEvents(first: 1) { details } } }");

        Assert.Contains("details", host.Logs.Sql[^1]);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task RecentEvents_WithFirstOutOfRange_GetAFieldErrorWithTheRange(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        foreach ((int first, string code) in new[] { (-1, "HC0079"), (101, "HC0051") })
        {
            JsonElement response = await host.AskAsync(
                "query($first: Int!) { userActivityById(userId: 1016) { recentEvents(first: $first) { id } } }",
                new { first });

            JsonElement error = Assert.Single(response.GetProperty("errors").EnumerateArray());
            Assert.Equal(code, error.GetProperty("extensions").GetProperty("code").GetString());
            Assert.Contains("0 to 100", error.GetProperty("message").GetString());
        }
    }

    /// <summary>The columns of the outermost SELECT.</summary>
    private static string SelectedColumns(string statement)
    {
        int depth = 0;
        int end = 0;
        while (depth > 0 || !statement.AsSpan(end).StartsWith("FROM "))
        {
            depth += statement[end] switch { '(' => 1, ')' => -1, _ => 0 };
            end++;
        }

        return statement[..end];
    }

    private static string Statement(string record) => record[(record.IndexOf('\n', StringComparison.Ordinal) + 1)..];
}
