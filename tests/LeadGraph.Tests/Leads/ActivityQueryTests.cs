using System.Linq.Expressions;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Tests.Leads;

public partial class ActivityQueryTests
{
    // Not a constant, which EF would write into the SQL as it does any constant.
    private static readonly int PageSize = 10;

    private static readonly ScoringRules Rules = new();

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_OverTheReferenceData_EqualsARecount(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        List<UserActivity> found = await AskAsync(host, activity => activity.OrderBy(x => x.UserId));

        Assert.Equal(220, found.Count);
        Assert.Equal(Recount(host.Clock.Now.UtcDateTime).Select(Describe), found.Select(Describe));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WhenTheClockMoves_CountsTheWindowThatEndsThere(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        host.Clock.Now = host.Clock.Now.AddHours(-61);

        List<UserActivity> found = await AskAsync(host, activity => activity.OrderBy(x => x.UserId));

        Assert.Equal(Recount(host.Clock.Now.UtcDateTime).Select(Describe), found.Select(Describe));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_OrderedByAColumnWithNulls_PutsNullsLastInBothDirections(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        await AssertNullsLastAsync(host, x => x.Username);
        await AssertNullsLastAsync(host, x => x.FirstName);
        await AssertNullsLastAsync(host, x => x.Email);
        await AssertNullsLastAsync(host, x => x.RegisteredAt);
        await AssertNullsLastAsync(host, x => x.LastActivity);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_OrderedBySeveralKeys_KeepsTheirRank(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        List<UserActivity> found = await AskAsync(host, activity => activity
            .OrderByDescending(x => x.LeadScore).ThenBy(x => x.FirstName).ThenByDescending(x => x.LastActivity)
            .ThenBy(x => x.UserId));

        Assert.Equal(
            Recount(host.Clock.Now.UtcDateTime)
                .OrderByDescending(x => x.LeadScore)
                .ThenBy(x => x.FirstName is null).ThenBy(x => x.FirstName, StringComparer.Ordinal)
                .ThenBy(x => x.LastActivity is null).ThenByDescending(x => x.LastActivity)
                .ThenBy(x => x.UserId).Select(Describe),
            found.Select(Describe));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Matching_InAnyCaseAndScript_FindsUsers(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        Assert.Equal([9], await FindAsync(host, "анна"));
        Assert.Equal([9], await FindAsync(host, "АННА"));
        Assert.Equal([9], await FindAsync(host, "вАЙб"));
        Assert.Equal([8], await FindAsync(host, "ÜNÏC"));
        Assert.Equal([10], await FindAsync(host, "🔥"));
        Assert.Equal([11, 12], await FindAsync(host, "upper@"));
        Assert.Equal([3], await FindAsync(host, "марИЯ"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Matching_TextWithLikeCharacters_TakesThemPlainly(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        Assert.Equal([5], await FindAsync(host, "%"));
        Assert.Equal([15], await FindAsync(host, "a_b"));
        Assert.Equal([7], await FindAsync(host, "\\"));
        Assert.Equal([6], await FindAsync(host, "o'brien"));
        Assert.Equal([14], await FindAsync(host, "drop table"));
        Assert.Equal([5, 15], await FindAsync(host, "_"));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Matching_BlankText_RestrictsNothing(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        Assert.Equal(220, (await FindAsync(host, null)).Count);
        Assert.Equal(21, (await FindAsync(host, "EDGE")).Count);
        Assert.Equal(27, (await FindAsync(host, "_")).Count);
        Assert.Equal(220, (await FindAsync(host, "   ")).Count);
        Assert.Equal(25, (await FindAsync(host, "  john  ")).Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Matching_TextThatNoDatabaseHolds_FindsNobody(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        Assert.Empty(await FindAsync(host, "a\0b"));
        Assert.Empty(await FindAsync(host, "\uD83D"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_FilteredByText_MindsCaseAndTakesLikeCharactersPlainly(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        Assert.Equal([11], await IdsAsync(host, x => x.Username!.StartsWith("UPP")));
        Assert.Equal([12], await IdsAsync(host, x => x.Username!.StartsWith("upp")));
        Assert.Equal([11], await IdsAsync(host, x => x.Email!.EndsWith("EXAMPLE.COM")));
        Assert.Equal([11], await IdsAsync(host, x => x.Username!.Contains("UPPER")));
        Assert.Equal([15], await IdsAsync(host, x => x.Username!.StartsWith("a_")));
        Assert.Equal([5], await IdsAsync(host, x => x.Username!.StartsWith("100%_")));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithoutTheRightToPersonalData_HasNoneWithinTheQueryItself(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        List<UserActivity> found = await AskAsync(
            host, activity => activity.OrderBy(x => x.Email).ThenBy(x => x.UserId), mayReadPersonalData: false);
        List<UserActivity> matching = await AskAsync(
            host, activity => activity.Matching("anna"), mayReadPersonalData: false);
        List<UserActivity> filtered = await AskAsync(
            host, activity => activity.Where(x => x.Email!.StartsWith("a") || x.Username == "upper"),
            mayReadPersonalData: false);

        Assert.Equal(Recount(host.Clock.Now.UtcDateTime).Select(x => (x.UserId, x.TotalEvents)),
            found.Select(x => (x.UserId, x.TotalEvents)));
        Assert.All(found, x => Assert.Equal((null, null, null), (x.Username, x.FirstName, x.Email)));
        Assert.Empty(matching);
        Assert.Empty(filtered);
        Assert.Equal(3, host.Logs.Sql.Count);
        Assert.All(host.Logs.Sql, sql => Assert.DoesNotMatch("username|first_name|email", sql));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithAFewFieldsAskedFor_ReadsOnlyTheirColumnsInOneStatement(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await AskAsync(host, activity => activity
            .OrderBy(x => x.UserId).Take(PageSize)
            .Select(x => new UserActivity { UserId = x.UserId, FirstName = x.FirstName }));

        string sql = Assert.Single(host.Logs.Sql);
        Assert.Contains("first_name", sql);
        Assert.DoesNotMatch("(?i)username|email|registered_at|events|count|distinct|max", sql);
        Assert.Matches(@"LIMIT @\w+", sql);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithAFilterAndAnOrder_IsOneStatementWithParameters(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await AskAsync(
            host, activity => activity.Matching("ann").OrderByDescending(x => x.TotalEvents).Take(PageSize)
                .Select(x => new UserActivity { UserId = x.UserId, Points = x.Points, LeadScore = x.LeadScore }));

        string sql = Assert.Single(host.Logs.Sql);
        Assert.Single(CountOfEvents().Matches(sql));
        // The window and the page are parameters too, so that the statement is the same for every caller and moment.
        Assert.Contains("@windowStart", sql);
        Assert.Matches(@"LIMIT @\w+", sql);
        Assert.DoesNotContain("2025", sql);
        Assert.Contains("@text", sql);
        Assert.DoesNotContain("ann", sql);
        Assert.All(["hot", "warm", "cool"], tier => Assert.Contains($"@{tier}_MinEvents", sql));
    }

    [ReferenceTheory, OnPostgreSql]
    public async Task UserActivity_OnEitherDatabase_IsTheSame(DatabaseProvider provider)
    {
        await using ServiceHost sqlite = await ServiceHost.StartOverReferenceAsync(DatabaseProvider.Sqlite);
        await using ServiceHost other = await ServiceHost.StartOverReferenceAsync(provider);
        Func<IQueryable<UserActivity>, IQueryable<UserActivity>>[] questions =
        [
            activity => activity.OrderBy(x => x.Username).ThenBy(x => x.UserId),
            activity => activity.OrderByDescending(x => x.FirstName).ThenByDescending(x => x.UserId),
            activity => activity.OrderByDescending(x => x.LastActivity).ThenBy(x => x.Email).Skip(50).Take(100),
            activity => activity.Where(x => x.LeadScore == LeadScore.Warm).OrderBy(x => x.RegisteredAt)
                .ThenBy(x => x.UserId),
            activity => activity.Matching("an").OrderBy(x => x.UserId)
        ];

        foreach (var question in questions)
        {
            List<UserActivity> expected = await AskAsync(sqlite, question);
            Assert.NotEmpty(expected);
            Assert.Equal(expected.Select(Describe), (await AskAsync(other, question)).Select(Describe));
        }
    }

    private static Task<List<UserActivity>> AskAsync(
        ServiceHost host,
        Func<IQueryable<UserActivity>, IQueryable<UserActivity>> question,
        bool mayReadPersonalData = true)
        => host.WithDatabaseAsync(db =>
            question(db.UserActivity(Rules, host.Clock.Now.UtcDateTime, mayReadPersonalData)).ToListAsync());

    private static async Task<IReadOnlyList<long>> FindAsync(ServiceHost host, string? search)
        => [.. (await AskAsync(host, activity => activity.Matching(search).OrderBy(x => x.UserId)))
            .Select(x => x.UserId)];

    private static async Task<IReadOnlyList<long>> IdsAsync(
        ServiceHost host, Expression<Func<UserActivity, bool>> filter)
        => [.. (await AskAsync(host, activity => activity.Where(filter).OrderBy(x => x.UserId))).Select(x => x.UserId)];

    private static async Task AssertNullsLastAsync<T>(ServiceHost host, Expression<Func<UserActivity, T>> key)
    {
        Func<UserActivity, T> read = key.Compile();
        foreach (bool descending in (bool[])[false, true])
        {
            List<UserActivity> found = await AskAsync(
                host, activity => descending ? activity.OrderByDescending(key) : activity.OrderBy(key));
            bool[] nulls = [.. found.Select(x => read(x) is null)];
            Assert.Contains(true, nulls);
            Assert.Equal(nulls.Order(), nulls);
        }
    }

    private static string Describe(UserActivity x) => $"{x.UserId}|{x.Username ?? "NULL"}|{x.FirstName ?? "NULL"}|"
        + $"{x.Email ?? "NULL"}|{x.RegisteredAt:O}|{x.TotalEvents}|{x.ActiveDays}|{x.LastActivity:O}|{x.LeadScore}";

    private static List<UserActivity> Recount(DateTime now)
    {
        ILookup<long, DateTime> times = ReferenceData.Rows("events.csv")
            .ToLookup(row => long.Parse(row[1]!), row => ReferenceData.Time(row[3])!.Value);
        var users = new List<UserActivity>();
        foreach (string?[] row in ReferenceData.Rows("registrations.csv"))
        {
            long userId = long.Parse(row[0]!);
            DateTime[] inWindow = [.. times[userId]
                .Where(time => time >= now.AddDays(-7) && time <= now.AddDays(1))];
            int events = inWindow.Length, days = inWindow.Select(time => time.Date).Distinct().Count();
            users.Add(new UserActivity
            {
                UserId = userId,
                Username = row[1],
                FirstName = row[2],
                Email = row[3],
                RegisteredAt = Scoring.Recount.Cut(ReferenceData.Time(row[4])),
                TotalEvents = events,
                ActiveDays = days,
                LastActivity = Scoring.Recount.Cut(inWindow.Length == 0 ? null : inWindow.Max()),
                LeadScore = events >= 20 && days >= 5 ? LeadScore.Hot
                    : events >= 10 && days >= 3 ? LeadScore.Warm
                    : events >= 5 ? LeadScore.Cool : LeadScore.Cold
            });
        }

        return [.. users.OrderBy(x => x.UserId)];
    }

    [GeneratedRegex(@"(?i)FROM ""?events""? ")]
    private static partial Regex CountOfEvents();
}
