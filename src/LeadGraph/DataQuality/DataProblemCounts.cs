using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Data.Sqlite;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace LeadGraph.DataQuality;

/// <summary>Counts rows that do not count, or are shown incompletely, one kind per statement.</summary>
/// <param name="db">The context to read with.</param>
/// <param name="catalog">What is known of the tables.</param>
/// <param name="rules">The window.</param>
/// <param name="now">The present moment, UTC.</param>
public sealed class DataProblemCounts(LeadGraphDbContext db, TableCatalog catalog, ScoringRules rules, DateTime now)
{
    // As ReadableTime has them, as parameters, so that an index by time is used.
    private static readonly DateTime First = new(TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
    private static readonly DateTime Last = new(
        DateTime.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);

    // SQLite's ids, whatever they are, are read as the integers that they mostly are.
    private readonly bool _idsAreText =
        db.Events.EntityType.FindProperty(LeadGraphModel.EventIdText) is not null;

    /// <summary>Counts the rows of a kind; null if there are none.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="firstFound">When an earlier check found rows of the kind, or null if none did.</param>
    /// <param name="cancellationToken">Ends the count.</param>
    public async Task<DataProblem?> CountAsync(
        DataProblemKind kind, DateTime? firstFound, CancellationToken cancellationToken)
    {
        if (kind == DataProblemKind.HiddenByRowSecurity)
        {
            return catalog.Limitation is null
                ? null
                : new DataProblem(kind, null, null, null, firstFound ?? now, null);
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        // SQLite's driver blocks and ignores the token.
        sqlite3? sqlite = (db.Database.GetDbConnection() as SqliteConnection)?.Handle;
        using CancellationTokenRegistration interrupt = cancellationToken.Register(() =>
        {
            if (sqlite is not null)
            {
                raw.sqlite3_interrupt(sqlite);
            }
        });
        bool ofEvents = kind is not (
            DataProblemKind.RegistrationTimeOutOfRange or DataProblemKind.RegistrationWithoutUser);
        Sum? sum = kind == DataProblemKind.InvalidEventDetails
            ? await SumOfInvalidDetailsAsync(cancellationToken)
            : await (ofEvents ? Sums(EventsOf(kind)) : Sums(RegistrationsOf(kind)))
                .SingleOrDefaultAsync(cancellationToken);
        DateTime since = sum?.Since is { } time && time <= now ? time : firstFound ?? now;
        return sum is null or { Rows: 0 }
            ? null
            : new DataProblem(
                kind, ofEvents ? sum.Rows : null, ofEvents ? null : sum.Rows, sum.Users, since,
                ofEvents && _idsAreText ? sum.Example : NumberOf(sum.Example));
    }

    // EF Core makes an empty text of a number that is NULL.
    private static string? NumberOf(string? example) => string.IsNullOrEmpty(example) ? null : example;

    private IQueryable<Sum> Sums(IQueryable<Event> events) => _idsAreText
        ? events.GroupBy(_ => 1).Select(all => new Sum
        {
            Rows = all.LongCount(),
            Users = all.Select(e => e.UserId).Distinct().LongCount(),
            Since = all.Min(e => ReadableTime.Of(e.CreatedAt)),
            Example = all.Min(e => EF.Property<string?>(e, LeadGraphModel.EventIdText))
        })
        : events.GroupBy(_ => 1).Select(all => new Sum
        {
            Rows = all.LongCount(),
            Users = all.Select(e => e.UserId).Distinct().LongCount(),
            Since = all.Min(e => ReadableTime.Of(e.CreatedAt)),
            Example = all.Min(e => e.Id)!.Value.ToString()
        });

    private static IQueryable<Sum> Sums(IQueryable<Registration> registrations)
        => registrations.GroupBy(_ => 1).Select(all => new Sum
        {
            Rows = all.LongCount(),
            Users = all.Select(r => r.UserId).Distinct().LongCount(),
            Since = all.Min(r => ReadableTime.Of(r.RegisteredAt)),
            Example = all.Min(r => r.UserId)!.Value.ToString()
        });

    private IQueryable<Event> EventsOf(DataProblemKind kind)
    {
        DateTime windowEnd = rules.WindowEnd(now);
        return kind switch
        {
            DataProblemKind.FutureEvent when db.Database.IsSqlite()
                => db.Events.Where(e => e.CreatedAt > windowEnd && ReadableTime.Of(e.CreatedAt) > windowEnd),
            DataProblemKind.FutureEvent => db.Events.Where(e => e.CreatedAt > windowEnd),
            DataProblemKind.EventTimeOutOfRange when db.Database.IsSqlite()
                => db.Events.Where(e => e.CreatedAt != null && ReadableTime.Of(e.CreatedAt) == null),
            DataProblemKind.EventTimeOutOfRange => db.Events.Where(e => e.CreatedAt < First || e.CreatedAt > Last),
            DataProblemKind.EventWithoutTime => db.Events.Where(e => e.CreatedAt == null),
            DataProblemKind.EventWithoutUser => EventsWithoutUser(),
            // The comparison leaves out rows without a user, of which the model knows nothing.
            DataProblemKind.EventOfUnregisteredUser => db.CountedEvents(rules, now).Where(e
                => e.UserId > long.MinValue && !db.Registrations.Any(r => r.UserId == e.UserId)),
            _ => EventsOfDuplicateIds()
        };
    }

    private IQueryable<Registration> RegistrationsOf(DataProblemKind kind)
        => kind == DataProblemKind.RegistrationWithoutUser
            ? db.Database.IsSqlite()
                ? db.Registrations.Where(r => StorageClass.Of(r.UserId) != StorageClass.Integer)
                : db.Registrations.Where(r => r.UserId == null)
            : db.Registrations.Where(r => r.RegisteredAt != null && ReadableTime.Of(r.RegisteredAt) == null);

    // To the model every event has a user, so that joins need no regard for NULL.
    private IQueryable<Event> EventsWithoutUser()
    {
        IEntityType table = db.Events.EntityType;
        ISqlGenerationHelper names = db.GetService<ISqlGenerationHelper>();
        string columns = string.Join(
            ", ", table.GetProperties().Select(x => names.DelimitIdentifier(x.GetColumnName())));
        string user = names.DelimitIdentifier(table.FindProperty(nameof(Event.UserId))!.GetColumnName());
        // EF Core takes the text for a format; that of the model is one.
        string source = table.GetSqlQuery() is { } query ? $"({query}) e"
            : AsFormat(names.DelimitIdentifier(table.GetTableName()!, table.GetSchema()));
        string condition = db.Database.IsSqlite()
            ? $"typeof({AsFormat(user)}) <> '{StorageClass.Integer}'" : $"{AsFormat(user)} IS NULL";
        string sql = $"SELECT {AsFormat(columns)} FROM {source} WHERE {condition}";
        return db.Events.FromSqlRaw(sql);

        static string AsFormat(string sql) => sql.Replace("{", "{{").Replace("}", "}}");
    }

    private IQueryable<Event> EventsOfDuplicateIds()
    {
        if (catalog.EventIdIsUnique)
        {
            return db.Events.Where(_ => false);
        }

        return _idsAreText
            ? EventsOfDuplicates(e => EF.Property<string?>(e, LeadGraphModel.EventIdText))
            : EventsOfDuplicates(e => e.Id);
    }

    // The join leaves out events without an id.
    private IQueryable<Event> EventsOfDuplicates<T>(Expression<Func<Event, T>> id) => db.Events.Join(
        db.Events.GroupBy(id).Where(same => same.Count() > 1).Select(same => same.Key), id, key => key, (e, _) => e);

    // Row by row, because PostgreSQL can test text without an error only since version 16. The command is read
    // directly: EF Core would keep all rows for a retry.
    private async Task<Sum?> SumOfInvalidDetailsAsync(CancellationToken cancellationToken)
    {
        if (!catalog.DetailsAreText)
        {
            return null;
        }

        // Longer text is shown cut, and so as a string, whatever it is.
        IQueryable<Event> texts = db.CountedEvents(rules, now)
            .Where(e => e.Details != null && LongText.OfJson(e.Details).Length <= LongText.LongestDetails);
        await using DbCommand command = (_idsAreText
            ? texts.Select(e => new
            {
                Id = EF.Property<string?>(e, LeadGraphModel.EventIdText),
                e.UserId,
                e.CreatedAt,
                Details = LongText.OfJson(e.Details!)
            })
            : texts.Select(e => new
            {
                Id = (string?)e.Id!.Value.ToString(),
                e.UserId,
                e.CreatedAt,
                Details = LongText.OfJson(e.Details!)
            })).CreateDbCommand();
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var users = new HashSet<long>();
        long rows = 0;
        string? example = null;
        DateTime? since = null;
        while (await row.ReadAsync(cancellationToken))
        {
            if (!IsJson(row.GetString(3)))
            {
                rows++;
                string? id = row.IsDBNull(0) ? null : row.GetString(0);
                id = _idsAreText ? id : NumberOf(id);
                example = id is not null && (example is null || IsSmaller(id, example)) ? id : example;
                DateTime time = DateTime.SpecifyKind(row.GetDateTime(2), DateTimeKind.Utc);
                since = since < time ? since : time;
                if (!row.IsDBNull(1))
                {
                    users.Add(row.GetInt64(1));
                }
            }
        }

        return new Sum { Rows = rows, Users = users.Count, Since = since, Example = example };
    }

    private static bool IsSmaller(string id, string other)
        => long.TryParse(id, CultureInfo.InvariantCulture, out long number)
            && long.TryParse(other, CultureInfo.InvariantCulture, out long otherNumber)
                ? number < otherNumber : string.CompareOrdinal(id, other) < 0;

    private static bool IsJson(string text)
    {
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class Sum
    {
        public long Rows { get; init; }

        public long Users { get; init; }

        public DateTime? Since { get; init; }

        public string? Example { get; init; }
    }
}
