using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Tests.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads;

/// <summary>
/// The two tables in a random shape, with random rows, sound and odd, and what the sound ones mean.
/// </summary>
/// <param name="random">Chooses.</param>
/// <param name="provider">The database.</param>
/// <param name="timeZone">The time zone whose days are scored, in which dates begin.</param>
/// <param name="eventsKind">What events are; any kind if null.</param>
/// <param name="hasOrderedIds">Whether ids of events are integers, rather than of any type.</param>
internal sealed class RandomTables(
    Random random, DatabaseProvider provider, string timeZone, string? eventsKind = null, bool hasOrderedIds = false)
{
    public const int Users = 9;

    private static readonly DateTime Now = new FixedClock().Now.UtcDateTime;

    private static readonly string?[] EventTypes = ["x", "X", "открыл урок", "o'clock", "other", "", null];

    private static readonly string?[] Names =
        ["ann", "@ann", "Ann", "Артём", "https://t.me/ann_1", "o'clock", "=1+1", "", "N/A", null, "👩‍🏫 ß ﬁ", "a,\"b\""];

    private readonly bool _isSqlite = provider == DatabaseProvider.Sqlite;

    private readonly string _eventId = hasOrderedIds ? Choose(random, provider, "bigint", "integer")
        : Choose(random, provider, "bigint", "integer", "uuid", "text");

    private readonly string _eventUser =
        Choose(random, provider, "bigint", "integer", "numeric", "text", "varchar(40)");
    private readonly string _eventTime = Choose(random, provider, "timestamp", "timestamptz", "date", "timestamptz(3)");
    private readonly string _details = Choose(random, provider, "jsonb", "json", "text");
    private readonly string _user = Choose(random, provider, "bigint", "integer", "numeric", "text", "varchar(40)");
    private readonly string _registrationTime = Choose(random, provider, "timestamp", "timestamptz", "date");
    private readonly string _text =
        Choose(random, provider, "text", "varchar(80)", "text COLLATE \"C\"", "text COLLATE any_case", "citext",
            "char(80)");
    private readonly string _typeText =
        Choose(random, provider, "text", "varchar(80)", "text COLLATE \"C\"", "char(80)");
    private readonly bool _isUnique = random.Next(2) == 0;
    private readonly bool _hasRegistrationId = random.Next(2) == 0;
    private readonly int _indexes = random.Next(4);
    private int _id;
    private int _odd;
    private int _sound;

    /// <summary>What events and registrations are.</summary>
    public string EventsKind { get; } = provider == DatabaseProvider.Sqlite ? "TABLE"
        : eventsKind ?? new[] { "TABLE", "PARTITIONED", "VIEW", "VIEW xmin", "MATERIALIZED VIEW" }[random.Next(5)];

    public string RegistrationsKind { get; } = provider == DatabaseProvider.Sqlite ? "TABLE"
        : new[] { "TABLE", "VIEW", "VIEW xmin" }[random.Next(3)];

    /// <summary>Whether ticks cannot tell new events by their ids.</summary>
    public bool HidesIds => _eventId is "uuid" or "text";

    /// <summary>Whether events have an index by user, without which every tick is a rebuild, but over a view.</summary>
    public bool HaveUserIndex => (_indexes & 1) != 0;

    /// <summary>The names of the tables.</summary>
    public MappedTables Mapped { get; } = random.Next(2) == 0 ? MappedTables.Documented
        : MappedTables.All.Values.ElementAt(random.Next(MappedTables.All.Count));

    /// <summary>The sound events, by user.</summary>
    public List<(long User, Event Event)> Events { get; } = [];

    /// <summary>The registrations with a user, and the number of each.</summary>
    public List<(int Number, Registration Registration)> Registrations { get; } = [];

    /// <summary>The shape, for messages.</summary>
    public override string ToString()
        => $"{Mapped.Events}: {EventsKind} ({_eventId}, {_eventUser}, {_typeText}, {_eventTime}, {_details}); "
            + $"{Mapped.Registrations}: {RegistrationsKind} ({_user}, {_text}, {_registrationTime}, "
            + $"unique {_isUnique}, id {_hasRegistrationId}); indexes {_indexes}; {timeZone}";

    /// <summary>The registration that counts of each user: the latest.</summary>
    public IEnumerable<Registration> Latest()
        => Registrations.GroupBy(x => x.Registration.UserId).OrderBy(x => x.Key).Select(ofUser => ofUser
            .OrderBy(x => x.Registration.RegisteredAt).ThenBy(x => x.Number).Last().Registration);

    /// <summary>SQL that creates the tables, with what they are views of.</summary>
    public string Create()
    {
        string[] e = Mapped.EventColumns, r = Mapped.RegistrationColumns;
        string id = _hasRegistrationId ? $"{Quoted(r[0])} integer, " : "";
        string schema = Mapped.Schema is null || _isSqlite ? "" : $"CREATE SCHEMA {Quoted(Mapped.Schema)};";
        string extensions = _isSqlite ? "" : """
            CREATE EXTENSION citext;
            CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
            """;
        string registrations = Base(RegistrationsKind, Mapped.Registrations, "people");
        string events = Base(EventsKind, Mapped.Events, "visits");
        // A materialized view has indexes of its own, another one those of its table.
        string indexed = EventsKind == "MATERIALIZED VIEW" ? Table(Mapped.Events) : events;
        return $"""
            {extensions}{schema}
            CREATE TABLE {registrations} ({id}{Quoted(r[1])} {_user}{(_isUnique ? " UNIQUE" : "")},
                {Quoted(r[2])} {_text}, {Quoted(r[3])} {_text}, {Quoted(r[4])} {_text}, {Quoted(r[5])} {_registrationTime});
            CREATE TABLE {events} ({Quoted(e[0])} {_eventId}, {Quoted(e[1])} {_eventUser}, {Quoted(e[2])} {_typeText},
                {Quoted(e[3])} {_eventTime}, {Quoted(e[4])} {_details})
                {(EventsKind == "PARTITIONED" ? $"PARTITION BY RANGE ({Quoted(e[3])})" : "")};
            {(EventsKind == "PARTITIONED" ? $"""
                CREATE TABLE september PARTITION OF {events} FOR VALUES FROM ('2025-09-01') TO ('2025-09-08');
                CREATE TABLE others PARTITION OF {events} DEFAULT;
                """ : "")}
            {View(RegistrationsKind, Mapped.Registrations, "people")}
            {View(EventsKind, Mapped.Events, "visits")}
            {(!HaveUserIndex ? "" : $"CREATE INDEX one ON {indexed} ({Quoted(e[1])}, {Quoted(e[3])});")}
            {((_indexes & 2) == 0 ? "" : $"CREATE INDEX two ON {indexed} ({Quoted(e[3])}, {Quoted(e[1])});")}
            """;
    }

    /// <summary>SQL that inserts rows.</summary>
    /// <param name="count">How many events.</param>
    public string Insert(int count)
    {
        var registrations = new List<string>();
        for (long user = 1; user <= Users; user++)
        {
            int rows = _isUnique ? Registrations.Any(x => x.Registration.UserId == user) ? 0 : random.Next(2)
                : random.Next(3);
            registrations.AddRange(Enumerable.Range(0, rows).Select(_ => RegistrationOf(user)));
        }

        registrations.Add(RegistrationOf(null));
        string events = string.Join(", ", Enumerable.Range(0, count).Select(_ => EventRow()));
        string[] r = Mapped.RegistrationColumns;
        string columns = string.Join(
            ", ", (_hasRegistrationId ? r : r[1..]).Select(Quoted));
        string e = string.Join(", ", Mapped.EventColumns.Select(Quoted));
        return $"""
            INSERT INTO {Base(RegistrationsKind, Mapped.Registrations, "people")} ({columns})
            VALUES {string.Join(", ", registrations)};
            INSERT INTO {Base(EventsKind, Mapped.Events, "visits")} ({e}) VALUES {events};
            {(EventsKind == "MATERIALIZED VIEW" ? $"REFRESH MATERIALIZED VIEW {Table(Mapped.Events)};" : "")}
            """;
    }

    private string RegistrationOf(long? user)
    {
        int number = ++_id;
        // Without an id, no two rows of a user may have the same time.
        (string time, DateTime? value) = random.Next(6) switch
        {
            0 when _hasRegistrationId => ("NULL", null),
            1 when _hasRegistrationId && MayBeOdd() => (OddTime(_registrationTime), null),
            _ => Time(_registrationTime, Now.AddDays(-number).AddMicroseconds(random.Next(2_000_000)))
        };
        if (value is null)
        {
            _odd++;
        }
        else
        {
            _sound++;
        }

        string?[] names = [.. Enumerable.Range(0, 3).Select(_ => Names[random.Next(Names.Length)])];
        if (user is not null)
        {
            Registrations.Add((number, new Registration
            {
                UserId = user,
                Username = names[0],
                FirstName = names[1],
                Email = names[2],
                RegisteredAt = value
            }));
        }

        string id = _hasRegistrationId ? $"{number}, " : "";
        return $"({id}{(user is { } known ? Number(_user, known) : OddUser(_user))}, "
            + $"{string.Join(", ", names.Select(Text))}, {time})";
    }

    // The majority of a column's times says in which form SQLite has them: mostly odd ones are another form.
    private bool MayBeOdd() => !_isSqlite || 2 * (_odd + 1) < _sound;

    private string EventRow()
    {
        int number = ++_id;
        long? user = random.Next(10) == 0 ? null : random.Next(1, Users + 2);
        string? type = EventTypes[random.Next(EventTypes.Length)];
        (string time, DateTime? value) = random.Next(14) switch
        {
            0 => Time(_eventTime, Now.AddDays(-7)),
            1 => Time(_eventTime, Now.AddDays(-7).AddMilliseconds(-1)),
            2 => Time(_eventTime, Now.AddDays(1)),
            3 => Time(_eventTime, Now.AddDays(1).AddMilliseconds(1)),
            4 => (OddTime(_eventTime), null),
            5 => Time(_eventTime, Now.AddMinutes(random.Next(48 * 60))),
            6 => Time(_eventTime, Now.AddMinutes(-random.Next(90 * 24 * 60))),
            7 => ("NULL", null),
            _ => Time(_eventTime, Now.AddMinutes(-random.Next(7 * 24 * 60)).AddMicroseconds(random.Next(2_000)))
        };
        if (user is { } known && value is not null)
        {
            Events.Add((known, new Event { UserId = known, EventType = type, CreatedAt = value }));
        }

        // Ids need not be unique.
        string id = _eventId == "uuid" ? "gen_random_uuid()"
            : Number(_eventId, random.Next(20) == 0 ? Math.Max(1, number - 1) : number);
        string details = random.Next(4) switch
        {
            0 => "'{\"a\": 1}'",
            1 => "'[1e400]'",
            2 when _details == "text" => "'no JSON'",
            _ => "NULL"
        };
        string userText = user is { } of ? Number(_eventUser, of) : OddUser(_eventUser);
        return $"({id}, {userText}, {Text(type)}, {time}, {details})";
    }

    // The text of a time in a column, and the time that it then has.
    private (string Text, DateTime? Value) Time(string type, DateTime time)
    {
        if (type == "date")
        {
            DateTime day = TimeZoneInfo.ConvertTimeFromUtc(time, Zone).Date;
            return ($"'{day:yyyy-MM-dd}'", FirstMoment(day));
        }

        if (type == "timestamptz(3)")
        {
            time = new DateTime(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        }

        int hours = type.StartsWith("timestamptz", StringComparison.Ordinal) ? random.Next(-12, 15) : 0;
        string offset = type == "timestamp" ? "" : hours.ToString("+00;-00", CultureInfo.InvariantCulture);
        return ($"'{time.AddHours(hours):yyyy-MM-dd HH:mm:ss.ffffff}{offset}'", time);
    }

    private TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(timeZone);

    // By trying, because a day may begin without a midnight.
    private DateTime FirstMoment(DateTime day)
    {
        DateTime utc = DateTime.SpecifyKind(day.AddHours(-15), DateTimeKind.Utc);
        while (TimeZoneInfo.ConvertTimeFromUtc(utc, Zone).Date < day)
        {
            utc = utc.AddMinutes(15);
        }

        return utc;
    }

    private string OddTime(string type)
    {
        string[] odd = _isSqlite
            ? ["'infinity'", "'55840-11-14 22:13:20'", "'2025-02-30 00:00:00'", "1700000000000", "'yesterday'", "''"]
            : type == "date" ? ["'infinity'", "'-infinity'", "'55840-11-14'", "'0044-03-15 BC'"]
            : ["'infinity'", "'-infinity'", "'55840-11-14 22:13:20'", "'0044-03-15 BC'", "'10000-01-01 00:00:00'"];
        return odd[random.Next(odd.Length)];
    }

    private string OddUser(string type)
    {
        string[] odd = type switch
        {
            "numeric" => ["NULL", "7.5", "'NaN'", "1e30"],
            "text" or "varchar(40)" => ["NULL", "'abc'", "'007'", "' 7'", "'7 '", "'+7'", "'7.0'", "''"],
            _ => ["NULL"]
        };
        // Several rows without a user are no second row of one.
        return odd[random.Next(_isUnique ? 1 : odd.Length)];
    }

    private static string Number(string type, long number)
        => type is "text" or "varchar(40)" ? $"'{number}'" : $"{number}";

    private static string Text(string? text) => text is null ? "NULL" : $"'{text.Replace("'", "''")}'";

    private static string Choose(Random random, DatabaseProvider provider, params string[] types)
        => provider == DatabaseProvider.Sqlite ? types[0] : types[random.Next(types.Length)];

    private string Base(string kind, string name, string other)
        => kind.Contains("VIEW", StringComparison.Ordinal) ? other : Table(name);

    private string View(string kind, string name, string of)
        => !kind.Contains("VIEW", StringComparison.Ordinal) ? ""
            : $"CREATE {kind.Replace(" xmin", "")} {Table(name)} AS SELECT {(kind == "VIEW xmin" ? "xmin, " : "")}* "
                + $"FROM {of};";

    private string Table(string name)
        => Mapped.Schema is null || _isSqlite ? Quoted(name) : $"{Quoted(Mapped.Schema)}.{Quoted(name)}";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"")}\"";
}
