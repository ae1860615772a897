using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

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
        IQueryable<UserActivity> activity = asOf is null && db.Model.FindEntityType(typeof(UserActivity)) is not null
            ? db.MaintainedActivity(mayReadPersonalData)
            : db.LiveActivity(
                PastMoment.RulesOf(asOf, rules), asOf ?? now, mayReadPersonalData, forPage, users, asOf);
        return users is null ? activity : activity.Where(x => EF.Parameter(users).Contains(x.UserId));
    }

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

    /// <summary>
    /// The events in the window, including those that are dated ahead of the clock within the tolerance, without those
    /// of types that do not count. All their times can be represented. Of types with a cap, all are included.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The window.</param>
    /// <param name="now">The present moment, UTC.</param>
    public static IQueryable<Event> CountedEvents(this LeadGraphDbContext db, ScoringRules rules, DateTime now)
    {
        DateTime windowStart = rules.WindowStart(now), windowEnd = rules.WindowEnd(now);
        IQueryable<Event> events = db.Events.Where(e => e.CreatedAt >= windowStart && e.CreatedAt <= windowEnd);
        if (db.Events.EntityType.FindProperty(LeadGraphModel.EventDay) is not null)
        {
            // The same again, for an index on days.
            DateOnly first = DateOnly.FromDateTime(windowStart), last = DateOnly.FromDateTime(windowEnd);
            events = events.Where(e => EF.Property<DateOnly>(e, LeadGraphModel.EventDay) >= first
                && EF.Property<DateOnly>(e, LeadGraphModel.EventDay) <= last);
        }

        string[] leftOut = [.. rules.EventTypes().Where(type => type.Weight == 0).Select(type => type.EventType)];
        if (leftOut.Length > 0)
        {
            events = events.Where(e => !EF.Parameter(leftOut).Contains(e.EventType));
        }

        // SQLite compares text, and a text between the bounds need not be a time.
        return db.Database.IsSqlite() ? events.Where(e => ReadableTime.Of(e.CreatedAt) != null) : events;
    }

    /// <summary>The events of some users.</summary>
    /// <param name="events">The events.</param>
    /// <param name="db">The context to read with.</param>
    /// <param name="users">The users, a few hundred at most.</param>
    internal static IQueryable<Event> OfUsers(this IQueryable<Event> events, LeadGraphDbContext db, long[] users)
    {
        events = events.Where(e => EF.Parameter(users).Contains(e.UserId));
        // The same again, for an index on the column as it is.
        return db.KeysOf(users) switch
        {
            string[] texts => events.Where(
                e => EF.Parameter(texts).Contains(EF.Property<string>(e, LeadGraphModel.EventUserKey))),
            decimal[] numbers => events.Where(
                e => EF.Parameter(numbers).Contains(EF.Property<decimal>(e, LeadGraphModel.EventUserKey))),
            _ => events
        };
    }

    /// <summary>Users as the column of events keeps them, if that is not as integers; else null.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="users">The users.</param>
    internal static Array? KeysOf(this LeadGraphDbContext db, long[] users)
    {
        Type? key = db.Events.EntityType.FindProperty(LeadGraphModel.EventUserKey)?.ClrType;
        return key is null ? null
            : key == typeof(string) ? users.Select(user => user.ToString(CultureInfo.InvariantCulture)).ToArray()
            : users.Select(user => (decimal)user).ToArray();
    }

    /// <summary>The time of the state that <see cref="UserActivity"/> shows: now, or that of the last tick.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<DateTime> ActivityAsOfAsync(
        this LeadGraphDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        if (db.Model.FindEntityType(typeof(MaintainedState)) is null)
        {
            return now;
        }

        // An open connection keeps the next read on the same server; other servers may be at a different tick.
        await db.Database.OpenConnectionAsync(cancellationToken);
        return await db.Set<MaintainedState>().Select(x => x.AsOf).SingleAsync(cancellationToken);
    }

    /// <summary>
    /// The activity of users whose username, first name or email contains the text, ignoring case and surrounding
    /// blanks. A blank or missing text does not filter; LIKE's wildcards have no special meaning. A username is found
    /// in each form in which it may be registered: see <see cref="TelegramLink"/>.
    /// </summary>
    /// <param name="activity">The activity to search.</param>
    /// <param name="search">The text to look for.</param>
    public static IQueryable<UserActivity> Matching(this IQueryable<UserActivity> activity, string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
        {
            return activity;
        }

        string text = search.Trim();
        if (!IsStorable(text))
        {
            return activity.Where(_ => false);
        }

        string name = TelegramLink.NameOf(text) ?? text;
        return activity.Where(x =>
            CaseFolding.Fold(x.Username!).Contains(CaseFolding.Fold(name))
            || CaseFolding.Fold(x.FirstName!).Contains(CaseFolding.Fold(text))
            || CaseFolding.Fold(x.Email!).Contains(CaseFolding.Fold(text)));
    }

    /// <summary>Times as the column of events keeps them, to compare it with.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="times">The times, UTC.</param>
    internal static DateTime[] AsStored(this LeadGraphDbContext db, DateTime[] times)
        => db.EventTimesHaveZone()
            ? times
            : [.. times.Select(time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified))];

    /// <summary>Whether the column with the times of events has a time zone.</summary>
    /// <param name="db">The context to read with.</param>
    internal static bool EventTimesHaveZone(this LeadGraphDbContext db)
        => db.Events.EntityType.FindProperty(nameof(Event.CreatedAt))!.GetColumnType() == "timestamp with time zone";

    private static IQueryable<UserActivity> MaintainedActivity(this LeadGraphDbContext db, bool mayReadPersonalData)
        => db.Set<UserActivity>().Select(x => new UserActivity
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
            Momentum = x.Momentum
        });

    private static IQueryable<UserActivity> LiveActivity(
        this LeadGraphDbContext db, ScoringRules rules, DateTime now, bool mayReadPersonalData, bool forPage,
        long[]? users, DateTime? asOf)
    {
        // On SQLite times are text, and two texts can mean one time.
        bool isText = db.Database.IsSqlite();
        ScoreThreshold hot = rules.Hot, warm = rules.Warm, cool = rules.Cool;
        IQueryable<Engagement> engagements = db.Engagements(rules, now, forPage, users, asOf);
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
            Momentum = x.Points - x.PreviousPoints
        });
        return isText
            ? activity
            : ActivitySettings.Marked(activity.Where(x => x.UserId != 0 || ServerProcess.Id() != 0));
    }

    private static IQueryable<Engagement> Engagements(
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
        var ofUsers = EventPoints.Of(db, counted, rules, dayStarts)
            .GroupBy(e => e.UserId)
            .Select(g => new
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

        var engagements = db.LatestRegistrations(asOf).LeftJoin(
            ofUsers,
            r => r.UserId,
            e => (long?)e.UserId,
            (r, e) => new
            {
                Registration = r,
                TotalEvents = (int?)e!.TotalEvents ?? 0,
                Points = (hasPoints ? (int?)e!.Points : (int?)e!.TotalEvents) ?? 0,
                ActiveDays = hasPageColumns
                    ? PageColumns.Either(
                        nameof(Engagement.ActiveDays),
                        (int?)e!.ActiveDays ?? 0,
                        counted.Where(x => x.UserId == r.UserId)
                            .Select(x => DaySet.DayOf(x.CreatedAt, dayStarts)).Distinct().Count())
                    : (int?)e!.ActiveDays ?? 0,
                LastActivity = hasPageColumns
                    ? PageColumns.Either(
                        nameof(Engagement.LastActivity),
                        e!.LastActivity, counted.Where(x => x.UserId == r.UserId).Max(x => x.CreatedAt))
                    : e!.LastActivity
            });

        IQueryable<TierFall> falls = TierFalls.Of(db, rules, now, dayStartsUtc, users);
        return engagements.LeftJoin(
            PreviousWindow.Points(db, rules, now, users),
            e => e.Registration.UserId,
            p => (long?)p.UserId,
            (e, p) => new
            {
                e.Registration,
                e.TotalEvents,
                e.Points,
                e.ActiveDays,
                e.LastActivity,
                PreviousPoints = (int?)p!.Points ?? 0
            }).LeftJoin(
            falls,
            e => e.Registration.UserId,
            f => (long?)f.UserId,
            (e, f) => new Engagement
            {
                Registration = e.Registration,
                TotalEvents = e.TotalEvents,
                Points = e.Points,
                ActiveDays = e.ActiveDays,
                LastActivity = e.LastActivity,
                PreviousPoints = e.PreviousPoints,
                FallsAt = hasPageColumns
                    ? PageColumns.Either(
                        nameof(Engagement.FallsAt),
                        (DateTime?)f!.FallsAt,
                        falls.Where(x => x.UserId == e.Registration.UserId)
                            .Select(x => (DateTime?)x.FallsAt).FirstOrDefault())
                    : (DateTime?)f!.FallsAt,
                FallsTo = hasPageColumns
                    ? PageColumns.Either(
                        nameof(Engagement.FallsTo),
                        (LeadScore?)f!.FallsTo,
                        falls.Where(x => x.UserId == e.Registration.UserId)
                            .Select(x => (LeadScore?)x.FallsTo).FirstOrDefault())
                    : (LeadScore?)f!.FallsTo
            });
    }

    // The latest registration stands for the user; TickSql.Latest does the same for Maintained mode. "Distinct users,
    // then the first row of each by order" is the shape that EF turns into one window function.
    private static IQueryable<Registration> LatestRegistrations(this LeadGraphDbContext db, DateTime? asOf)
    {
        IQueryable<Registration> all = asOf is null
            ? db.Registrations
            : db.Registrations.Where(r => Milliseconds.Of(ReadableTime.Of(r.RegisteredAt)) == null
                || Milliseconds.Of(ReadableTime.Of(r.RegisteredAt)) <= asOf);
        IQueryable<Registration> known = all.Where(r => r.UserId != null);
        IEntityType table = db.Registrations.EntityType;
        if (table.GetIndexes().Any(index => index.IsUnique))
        {
            return known;
        }

        bool haveId = table.FindProperty(LeadGraphModel.RegistrationId) is not null;
        IQueryable<long> users = known.Select(r => r.UserId!.Value).Distinct();
        return haveId
            ? users.SelectMany(user => all
                .Where(r => r.UserId == user)
                .OrderByDescending(r => ReadableTime.Of(r.RegisteredAt))
                .ThenByDescending(r => EF.Property<long>(r, LeadGraphModel.RegistrationId))
                .Take(1))
            : users.SelectMany(user => all
                .Where(r => r.UserId == user)
                .OrderByDescending(r => ReadableTime.Of(r.RegisteredAt))
                .Take(1));
    }

    // PostgreSQL cannot store U+0000, and neither database can store a lone surrogate, so no row contains them.
    private static bool IsStorable(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    // A registered user's events in the window.
    private sealed class Engagement
    {
        public required Registration Registration { get; init; }

        public int TotalEvents { get; init; }

        public int Points { get; init; }

        public int ActiveDays { get; init; }

        public DateTime? LastActivity { get; init; }

        public int PreviousPoints { get; init; }

        public DateTime? FallsAt { get; init; }

        public LeadScore? FallsTo { get; init; }
    }
}
