using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Tests.Leads;

public class ActivityQueryTests
{
    private static readonly ScoringRules Rules = new();

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_OverTheReferenceData_EqualsARecount(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        DateTime now = host.Clock.Now.UtcDateTime;

        List<UserActivity> found = await host.WithDatabaseAsync(db =>
            db.UserActivity(Rules, now, mayReadPersonalData: true).OrderBy(x => x.UserId).ToListAsync());

        List<UserActivity> recounted = Recount(now);
        Assert.Equal(220, found.Count);
        Assert.Equal(recounted.Select(Describe), found.Select(Describe));
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
            DateTime[] inWindow = [.. times[userId].Where(time => time >= now.AddDays(-7))];
            int events = inWindow.Length, days = inWindow.Select(time => time.Date).Distinct().Count();
            users.Add(new UserActivity
            {
                UserId = userId,
                Username = row[1],
                FirstName = row[2],
                Email = row[3],
                RegisteredAt = ReferenceData.Time(row[4]),
                TotalEvents = events,
                ActiveDays = days,
                LastActivity = inWindow.Length == 0 ? null : inWindow.Max(),
                LeadScore = events >= 20 && days >= 5 ? LeadScore.Hot
                    : events >= 10 && days >= 3 ? LeadScore.Warm
                    : events >= 5 ? LeadScore.Cool : LeadScore.Cold
            });
        }

        return [.. users.OrderBy(x => x.UserId)];
    }
}
