using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>The query for scored activity. Every response with leads composes on it.</summary>
public static class ActivityQuery
{
    /// <summary>
    /// All registered users with their engagement in the window, unordered. Filters, orders, pages and projections on
    /// the result become part of one SQL statement, which contains only the columns that they use.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The window and the thresholds.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="mayReadPersonalData">
    /// Whether the caller may see username, first name and email. If not, they are NULL within the query, so that
    /// filters and orders do not reveal them.
    /// </param>
    /// <param name="forPage">
    /// Whether the result is limited to a page of about a hundred rows, for which it may be faster to compute some
    /// columns row by row. It has no effect on the values.
    /// </param>
    /// <param name="users">Only these users, a few hundred at most; null for all.</param>
    /// <param name="asOf">
    /// A past moment, UTC, as of which to compute the activity (see <see cref="PastMoment"/>); null for now. Users who
    /// registered later are left out; those of whom it is not known when they registered are not.
    /// </param>
    /// <remarks>
    /// If the model has the maintained table, the query reads its rows, which have the same values as of the last tick,
    /// unless a past moment is given: they also count events that are dated ahead, and none that came late.
    /// Texts longer than <see cref="LongText.LongestName"/> are cut within the query to bound the memory of a row.
    /// </remarks>
    public static IQueryable<UserActivity> UserActivity(
        this LeadGraphDbContext db, ScoringRules rules, DateTime now, bool mayReadPersonalData, bool forPage = false,
        long[]? users = null, DateTime? asOf = null)
    {
        IQueryable<UserActivity> activity = asOf is null && db.HasTicks()
            ? db.MaintainedActivity(mayReadPersonalData)
            : db.LiveActivity(
                PastMoment.RulesOf(asOf, rules), asOf ?? now, mayReadPersonalData, forPage, users, asOf);
        return users is null ? activity : activity.Where(x => EF.Parameter(users).Contains(x.UserId));
    }

    /// <summary>
    /// The activity of all registered users, as the service would show it if other rules were in force.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The moment, UTC.</param>
    public static IQueryable<UserActivity> ActivityByRules(
        this LeadGraphDbContext db, ScoringRules rules, DateTime now)
        => db.LiveActivity(rules, now, mayReadPersonalData: false, forPage: false, users: null, asOf: null);

    /// <summary>The activity of some registered users in the window before the one of a moment.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The moment, UTC.</param>
    /// <param name="users">The users, a few hundred at most.</param>
    public static IQueryable<UserActivity> PreviousActivity(
        this LeadGraphDbContext db, ScoringRules rules, DateTime now, long[] users)
        => db.LiveActivity(
                PreviousWindow.RulesOf(rules), PreviousWindow.End(rules, now), mayReadPersonalData: false,
                forPage: false, users, asOf: null)
            .Where(x => EF.Parameter(users).Contains(x.UserId));

    /// <summary>The time of the state that <see cref="UserActivity"/> shows: now, or that of the last tick.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<DateTime> ActivityAsOfAsync(
        this LeadGraphDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        if (!db.HasTicks())
        {
            return now;
        }

        // An open connection keeps the next read on the same server; other servers may be at a different tick.
        await db.Database.OpenConnectionAsync(cancellationToken);
        return await db.AsOf().SingleAsync(cancellationToken);
    }

    /// <summary>Whether activity is that of the last tick, as in Maintained mode.</summary>
    /// <param name="db">The context to read with.</param>
    internal static bool HasTicks(this LeadGraphDbContext db)
        => db.Model.FindEntityType(typeof(MaintainedState)) is not null;

    /// <summary>The time of the last tick, in Maintained mode: one row.</summary>
    /// <param name="db">The context to read with.</param>
    internal static IQueryable<DateTime> AsOf(this LeadGraphDbContext db)
        => db.Set<MaintainedState>().Select(x => x.AsOf);

    private static IQueryable<UserActivity> MaintainedActivity(this LeadGraphDbContext db, bool mayReadPersonalData)
    {
        IQueryable<DateTime?> tick = db.AsOf().Select(asOf => (DateTime?)asOf);
        return db.Set<UserActivity>().Select(x => new UserActivity
        {
            UserId = x.UserId,
            Username = mayReadPersonalData ? LongText.Cut(x.Username) : null,
            FirstName = mayReadPersonalData ? LongText.Cut(x.FirstName) : null,
            Email = mayReadPersonalData ? LongText.Cut(x.Email) : null,
            RegisteredAt = x.RegisteredAt,
            TotalEvents = x.TotalEvents,
            Points = x.Points,
            ActiveDays = x.ActiveDays,
            LastActivity = x.LastActivity,
            LeadScore = x.LeadScore,
            FallsAt = x.FallsAt,
            FallsTo = x.FallsTo,
            Momentum = x.Momentum,
            TickedAt = tick.FirstOrDefault()
        });
    }

    private static IQueryable<UserActivity> LiveActivity(
        this LeadGraphDbContext db, ScoringRules rules, DateTime now, bool mayReadPersonalData, bool forPage,
        long[]? users, DateTime? asOf)
    {
        // On SQLite times are text, and two texts can mean one time.
        bool isText = db.Database.IsSqlite();
        ScoreThreshold hot = rules.Hot, warm = rules.Warm, cool = rules.Cool;
        IQueryable<EngagementRow> engagements = db.Engagements(rules, now, forPage, users, asOf);
        IQueryable<UserActivity> activity = engagements.Select(x => new UserActivity
        {
            UserId = x.Registration.UserId!.Value,
            Username = mayReadPersonalData ? LongText.Cut(x.Registration.Username) : null,
            FirstName = mayReadPersonalData ? LongText.Cut(x.Registration.FirstName) : null,
            Email = mayReadPersonalData ? LongText.Cut(x.Registration.Email) : null,
            RegisteredAt = Milliseconds.Of(ReadableTime.Of(x.Registration.RegisteredAt)),
            TotalEvents = x.TotalEvents,
            Points = x.Points,
            ActiveDays = x.ActiveDays,
            LastActivity = Milliseconds.Of(isText ? ReadableTime.Of(x.LastActivity) : x.LastActivity),
            LeadScore = x.Points >= hot.MinEvents && x.ActiveDays >= hot.MinActiveDays ? LeadScore.Hot
                : x.Points >= warm.MinEvents && x.ActiveDays >= warm.MinActiveDays ? LeadScore.Warm
                : x.Points >= cool.MinEvents && x.ActiveDays >= cool.MinActiveDays ? LeadScore.Cool
                : LeadScore.Cold,
            FallsAt = x.FallsAt,
            FallsTo = x.FallsTo,
            Momentum = x.Points - x.PreviousPoints,
            TickedAt = null
        });
        return isText
            ? activity
            : ActivitySettings.Marked(activity.Where(x => x.UserId != 0 || ServerProcess.Id() != 0));
    }
}
