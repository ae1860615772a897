using System.Collections.Concurrent;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Soak;

/// <summary>A lead as an answer gives it, or as it must be.</summary>
public sealed record SoakLead(
    long UserId, int TotalEvents, int ActiveDays, DateTime? LastActivity, LeadScore LeadScore);

/// <summary>
/// A school that is written all the time, and that knows what every answer may hold. Each transaction adds one event of
/// user 0, whose number of events tells which transactions an answer knows; and events of somebody else that leave the
/// window seconds later, so that tiers rise and fall by themselves. Some transactions are taken back.
/// </summary>
public sealed class SoakDatabase(string database, TimeSpan shortest, TimeSpan longest, TimeProvider? clock = null)
{
    public const int Users = 40;

    private const int StampEvents = 60;

    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private static readonly ScoringRules Rules = new();

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Random _random = new(20260101);
    private readonly List<Write> _writes = [];
    private readonly List<DateTime>[] _base = new List<DateTime>[Users];
    private readonly ConcurrentQueue<Passing>[] _passing = new ConcurrentQueue<Passing>[Users];
    private readonly Lock _lock = new();
    private long _lastEvent;

    /// <summary>Transactions that were committed, one after another.</summary>
    public int Version { get; private set; }

    /// <summary>Transactions whose end was not learnt, and had to be looked up.</summary>
    public int InDoubt { get; private set; }

    /// <summary>The script that creates the two tables.</summary>
    public static Task<string> TablesAsync() => File.ReadAllTextAsync(
        Path.Combine(Repository.Root, "src/LeadGraph/Data/PostgreSql/tables.sql"));

    /// <summary>Registers the users and gives each a past that stays in the window.</summary>
    public async Task FillAsync()
    {
        DateTime now = Now();
        _writes.Add(new Write(now, now, now));
        await using NpgsqlConnection connection = await OpenAsync();
        for (int user = 0; user < Users; user++)
        {
            // Cold ones, cool ones that two more events make warm, and warm ones that two more make hot.
            int events = user == 0 ? StampEvents : (user % 3) switch { 0 => 0, 1 => 8, _ => 18 };
            _passing[user] = new ConcurrentQueue<Passing>();
            _base[user] = [.. Enumerable.Range(0, events).Select(i => now.AddHours(-6).AddDays(-(i % 6)).AddMinutes(-i))];
            await ExecuteAsync(
                connection, $"INSERT INTO free_lesson_registrations (user_id, username) VALUES ({user}, 'user{user}')");
            foreach (DateTime at in _base[user])
            {
                await AddAsync(connection, ++_lastEvent, user, at);
            }
        }
    }

    /// <summary>Writes until told to stop.</summary>
    public async Task WriteAsync(TimeSpan pause, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WriteOnceAsync();
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The version that an answer with so many events of user 0 knows.</summary>
    public static int VersionOf(int stampEvents) => stampEvents - StampEvents;

    /// <summary>The last version that was surely there at a moment.</summary>
    public int SureBy(DateTime moment)
    {
        lock (_lock)
        {
            int version = Version;
            while (version > 0 && _writes[version].Confirmed > moment)
            {
                version--;
            }

            return version;
        }
    }

    /// <summary>The last version that may have been there at a moment.</summary>
    public int PossibleBy(DateTime moment)
    {
        lock (_lock)
        {
            int version = _writes.Count - 1;
            while (version > 0 && _writes[version].Begun > moment)
            {
                version--;
            }

            return version;
        }
    }

    /// <summary>All leads of a version as they are at some moment of an interval, for each set that there is.</summary>
    /// <param name="version">The version.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The last moment.</param>
    public IEnumerable<IReadOnlyList<SoakLead>> States(int version, DateTime from, DateTime until)
    {
        DateTime[] changes = [.. _passing.SelectMany(events => events)
            .Where(e => e.Version <= version && e.At + Window >= from && e.At + Window < until)
            // At the very moment an event still counts, by the precision of the database just after it no more.
            .Select(e => e.At + Window + TimeSpan.FromMicroseconds(1)).Distinct().Order()];
        foreach (DateTime moment in changes.Prepend(from))
        {
            yield return State(version, moment);
        }
    }

    /// <summary>
    /// The tiers when everything that passes has passed, whenever it is asked: a wait for that may end early.
    /// </summary>
    public IReadOnlyDictionary<long, LeadScore> FinalTiers()
        => State(Version, DateTime.MaxValue).ToDictionary(lead => lead.UserId, lead => lead.LeadScore);

    /// <summary>The last moment at which one of the passing events counts.</summary>
    public DateTime LastExit => _passing.SelectMany(events => events).Select(e => e.At + Window).DefaultIfEmpty().Max();

    private DateTime Now()
    {
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
    }

    private List<SoakLead> State(int version, DateTime moment)
    {
        DateTime start = moment - Window;
        var leads = new List<SoakLead>(Users);
        for (int user = 0; user < Users; user++)
        {
            DateTime[] events = [.. _base[user], .. _passing[user]
                .Where(e => e.Version <= version && e.At >= start).Select(e => e.At)];
            int count = events.Length;
            DateTime? last = count == 0 ? null : events.Max();
            IEnumerable<DateOnly> days = events.Select(DateOnly.FromDateTime);
            if (user == 0)
            {
                lock (_lock)
                {
                    count += version;
                    last = version == 0 ? last : _writes[version].At;
                    // The first and the last version are enough: a soak does not last for days.
                    days = version == 0 ? days
                        : [.. days, DateOnly.FromDateTime(_writes[1].At), DateOnly.FromDateTime(_writes[version].At)];
                }
            }

            int active = days.Distinct().Count();
            leads.Add(new SoakLead(user, count, active, last, Tier(count, active)));
        }

        return [.. leads.OrderByDescending(lead => lead.TotalEvents).ThenBy(lead => lead.UserId)];
    }

    // Counted anew here on purpose, by the criteria as they are documented.
    private static LeadScore Tier(int events, int days)
        => events >= Rules.Hot.MinEvents && days >= Rules.Hot.MinActiveDays ? LeadScore.Hot
            : events >= Rules.Warm.MinEvents && days >= Rules.Warm.MinActiveDays ? LeadScore.Warm
            : events >= Rules.Cool.MinEvents ? LeadScore.Cool
            : LeadScore.Cold;

    private async Task WriteOnceAsync()
    {
        int user = 1 + _random.Next(Users - 1);
        DateTime begun = Now();
        TimeSpan life = shortest + ((longest - shortest) * _random.NextDouble());
        DateTime leaving = begun + TimeSpan.FromMilliseconds((int)life.TotalMilliseconds) - Window;
        var events = new List<(long Id, int User, DateTime At)> { (++_lastEvent, 0, begun) };
        for (int i = _random.Next(2, 7); i > 0; i--)
        {
            events.Add((++_lastEvent, user, leaving.AddMilliseconds(i)));
        }

        bool takeBack = _random.Next(10) == 0;
        int version = Version + 1;
        if (!takeBack)
        {
            lock (_lock)
            {
                _writes.Add(new Write(begun, begun, DateTime.MaxValue));
                foreach ((_, int who, DateTime at) in events.Skip(1))
                {
                    _passing[who].Enqueue(new Passing(version, at));
                }
            }
        }

        while (!await TryWriteAsync(events, takeBack))
        {
            await Task.Delay(100);
        }

        if (!takeBack)
        {
            lock (_lock)
            {
                // Not by the millisecond, which may have begun before the commit.
                _writes[version] = _writes[version] with { Confirmed = _clock.GetUtcNow().UtcDateTime };
                Version = version;
            }
        }

        foreach (ConcurrentQueue<Passing> passed in _passing)
        {
            while (passed.TryPeek(out Passing? oldest) && oldest.At + Window < begun - TimeSpan.FromMinutes(3))
            {
                passed.TryDequeue(out _);
            }
        }
    }

    private async Task<bool> TryWriteAsync(List<(long Id, int User, DateTime At)> events, bool takeBack)
    {
        bool committing = false;
        try
        {
            await using NpgsqlConnection connection = await OpenAsync();
            await using var known = new NpgsqlCommand($"SELECT 1 FROM events WHERE id = {events[0].Id}", connection);
            await using (NpgsqlDataReader reader = await known.ExecuteReaderAsync())
            {
                if (await reader.ReadAsync())
                {
                    InDoubt++;
                    return true;
                }
            }

            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            foreach ((long id, int user, DateTime at) in events)
            {
                await AddAsync(connection, id, user, at);
            }

            committing = !takeBack;
            await (takeBack ? transaction.RollbackAsync() : transaction.CommitAsync());
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            // A transaction to be taken back is, whatever became of it.
            return takeBack && !committing;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database) { ApplicationName = "soak", Timeout = 3 }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task AddAsync(NpgsqlConnection connection, long id, int user, DateTime at)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO events (id, user_id, event_type, created_at) VALUES ($1, $2, 'soak', $3)", connection);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue((long)user);
        command.Parameters.AddWithValue(at);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Write(DateTime At, DateTime Begun, DateTime Confirmed);

    private sealed record Passing(int Version, DateTime At);
}
