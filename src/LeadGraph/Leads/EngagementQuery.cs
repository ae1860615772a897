using System.Linq.Expressions;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>The query for what users did in the window, before it is scored.</summary>
internal static class EngagementQuery
{
    /// <summary>The registered users with their engagement in the window, unordered.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The window and what events count for.</param>
    /// <param name="now">The moment at which the window ends, UTC.</param>
    /// <param name="forPage">Whether columns may be computed row by row, for a page of about a hundred rows.</param>
    /// <param name="users">Only the events of these users, a few hundred at most; null for all.</param>
    /// <param name="asOf">The past moment, UTC, as of which users are registered; null for now.</param>
    public static IQueryable<EngagementRow> Engagements(
        this LeadGraphDbContext db, ScoringRules rules, DateTime now, bool forPage, long[]? users, DateTime? asOf)
    {
        DateTime[] dayStartsUtc = rules.DayStarts(now), dayStarts = db.AsStored(dayStartsUtc);
        string timeZone = rules.TimeZone;
        bool isSqlite = db.Database.IsSqlite();
        bool hasDaySet = dayStarts.Length <= DaySet.MaxDays && db.Model.FindAnnotation(DaySet.Supported) is not null;
        bool hasPageColumns = forPage && db.Model.FindAnnotation(PageColumns.Supported) is not null;
        IQueryable<Event> counted = db.CountedEvents(rules, now);
        if (users is not null)
        {
            // The database would not restrict the events of a join by itself.
            counted = counted.OfUsers(db, users);
        }

        bool hasCaps = rules.HasCaps, hasPoints = hasCaps || rules.HasWeights;
        IQueryable<EventTotals> ofUsers = EventPoints.Of(db, counted, rules, dayStarts)
            .GroupBy(e => e.UserId)
            .Select(g => new EventTotals
            {
                UserId = g.Key,
                TotalEvents = hasCaps ? g.Sum(e => e.Events) : g.Count(),
                Points = hasPoints ? (int)Math.Min(g.Sum(e => e.Points), int.MaxValue) : g.Count(),
                ActiveDays = hasDaySet
                    ? DaySet.Count(g.Select(e => e.CreatedAt), dayStarts)
                    : isSqlite
                    ? g.Select(e => ScoringDay.Of(e.CreatedAt, timeZone)).Distinct().Count()
                    : g.Select(e => DaySet.DayOf(e.CreatedAt, dayStarts)).Distinct().Count(),
                LastActivity = g.Max(e => e.CreatedAt)
            });

        // Some users are few enough for either way.
        bool readsByUser = users is null && db.Model.FindAnnotation(EventsByUser.Supported) is not null;
        IQueryable<EngagementRow> engagements = WithEvents(
            db.LatestRegistrations(asOf), ofUsers, readsByUser,
            (r, e) => new EngagementRow
            {
                Registration = r,
                TotalEvents = (int?)e!.TotalEvents ?? 0,
                Points = (hasPoints ? (int?)e!.Points : (int?)e!.TotalEvents) ?? 0,
                ActiveDays = hasPageColumns
                    ? PageColumns.Either(
                        nameof(EngagementRow.ActiveDays),
                        (int?)e!.ActiveDays ?? 0,
                        counted.Where(x => x.UserId == r.UserId)
                            .Select(x => DaySet.DayOf(x.CreatedAt, dayStarts)).Distinct().Count())
                    : (int?)e!.ActiveDays ?? 0,
                LastActivity = hasPageColumns
                    ? PageColumns.Either(
                        nameof(EngagementRow.LastActivity),
                        e!.LastActivity, counted.Where(x => x.UserId == r.UserId).Max(x => x.CreatedAt))
                    : e!.LastActivity
            });

        IQueryable<TierFall> falls = TierFalls.Of(db, rules, now, dayStartsUtc, users);
        IQueryable<PreviousPoints> previous = PreviousWindow.Points(db, rules, now, users);
        return engagements.LeftJoin(
            previous,
            e => e.Registration.UserId,
            p => (long?)p.UserId,
            (e, p) => new
            {
                e.Registration,
                e.TotalEvents,
                e.Points,
                e.ActiveDays,
                e.LastActivity,
                PreviousPoints = hasPageColumns
                    ? PageColumns.Either(
                        nameof(Data.UserActivity.Momentum),
                        (int?)p!.Points ?? 0,
                        previous.Where(x => x.UserId == e.Registration.UserId)
                            .Select(x => (int?)x.Points).FirstOrDefault() ?? 0)
                    : (int?)p!.Points ?? 0
            }).LeftJoin(
            falls,
            e => e.Registration.UserId,
            f => (long?)f.UserId,
            (e, f) => new EngagementRow
            {
                Registration = e.Registration,
                TotalEvents = e.TotalEvents,
                Points = e.Points,
                ActiveDays = e.ActiveDays,
                LastActivity = e.LastActivity,
                PreviousPoints = e.PreviousPoints,
                FallsAt = hasPageColumns
                    ? PageColumns.Either(
                        nameof(EngagementRow.FallsAt),
                        (DateTime?)f!.FallsAt,
                        falls.Where(x => x.UserId == e.Registration.UserId)
                            .Select(x => (DateTime?)x.FallsAt).FirstOrDefault())
                    : (DateTime?)f!.FallsAt,
                FallsTo = hasPageColumns
                    ? PageColumns.Either(
                        nameof(EngagementRow.FallsTo),
                        (LeadScore?)f!.FallsTo,
                        falls.Where(x => x.UserId == e.Registration.UserId)
                            .Select(x => (LeadScore?)x.FallsTo).FirstOrDefault())
                    : (LeadScore?)f!.FallsTo
            });
    }

    // By user, the sums of a user are a subquery that looks the user's events up; otherwise all events are read in the
    // order of time and summed up in one aggregate.
    private static IQueryable<EngagementRow> WithEvents(
        IQueryable<Registration> registrations, IQueryable<EventTotals> ofUsers, bool readsByUser,
        Expression<Func<Registration, EventTotals?, EngagementRow>> row)
        => readsByUser
            ? registrations.SelectMany(r => ofUsers.Where(e => e.UserId == r.UserId).DefaultIfEmpty(), row)
            : registrations.LeftJoin(ofUsers, r => r.UserId, e => (long?)e.UserId, row);
}
