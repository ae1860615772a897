using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Scoring;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>What befalls the two tables and the instances that keep the third, step by step, from a seed.</summary>
public sealed partial class RandomHistory(int seed, MaintainedDatabase database, bool registrationsRepeat) : IAsyncDisposable
{
    private const int Users = 40;

    private readonly Random _random = new(seed);
    private readonly List<Writer> _writers = [];
    private readonly Instance[] _instances = [new Instance(database), new Instance(database)];
    private DateTime _now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);
    private int _registered = 1000;
    private int _steps;

    // Whether only what a tick notices has happened since the last rebuild.
    private bool _ticksSuffice = true;

    /// <summary>The rules in force.</summary>
    public ScoringRules Rules { get; private set; } = new();

    /// <summary>The moment of the last tick.</summary>
    public DateTime TickedAt { get; private set; }

    /// <summary>Whether the tables are as the last tick saw them, so that both modes must agree.</summary>
    public bool IsComparable { get; private set; }

    /// <summary>How often they were comparable after ticks, and after rebuilds.</summary>
    public Dictionary<TickKind, int> Compared { get; } = new()
    {
        [TickKind.Incremental] = 0,
        [TickKind.Rebuild] = 0
    };

    /// <summary>Instances whose connection was ended while they worked.</summary>
    public int Kills { get; private set; }

    /// <summary>Ticks that left the work to another instance.</summary>
    public int Skips { get; private set; }

    /// <summary>Transactions that committed events behind larger ids.</summary>
    public int LateCommits { get; private set; }

    /// <summary>Computes the empty tables, so that every later row is somebody's change.</summary>
    public Task BeginAsync() => TickAsync(_instances[0], rebuild: false);

    /// <summary>What the recorded changes tell otherwise than the table does, or than each other.</summary>
    public Task<List<string>> ContradictionsAsync() => database.RowsAsync("""
        SELECT user_id, u.lead_score, c.current FROM leadgraph.user_activity u
        FULL JOIN (
            SELECT DISTINCT ON (user_id) user_id, CASE WHEN reason <> 3 THEN current END AS current
            FROM leadgraph.tier_changes ORDER BY user_id, id DESC
        ) c USING (user_id)
        WHERE c.current IS DISTINCT FROM u.lead_score
        UNION ALL
        SELECT user_id, previous, before FROM (
            SELECT *, lag(CASE WHEN reason <> 3 THEN current END) OVER (PARTITION BY user_id ORDER BY id) AS before
            FROM leadgraph.tier_changes
        ) c
        WHERE previous IS DISTINCT FROM before OR (reason = 2) <> (previous IS NULL)
            OR (reason = 1 AND current >= previous) OR (reason = 3 AND current <> 0)
        """);

    /// <summary>Does something, mostly what is common.</summary>
    /// <returns>What was done.</returns>
    public async Task<string> StepAsync()
    {
        IsComparable = false;
        if (++_steps % 40 == 0)
        {
            await KillInstanceAsync();
            return "kill an instance at work";
        }

        if (!_ticksSuffice && _random.Next(3) == 0)
        {
            await TickAsync(_instances[0], rebuild: true);
            return "rebuild, as ticks do not suffice";
        }

        switch (_random.Next(29))
        {
            case < 4:
                await database.ExecuteAsync(Events(_random.Next(1, 30)) + Registrations(anybody: true));
                return "insert";
            case < 7:
                await BeginWriterAsync();
                return "open a writer";
            case < 9:
                await EndWriterAsync();
                return "end a writer";
            case < 12:
                _now += TimeSpan.FromMinutes(_random.Next(1, 1000));
                return "move the clock";
            case 12:
                _now -= TimeSpan.FromMinutes(_random.Next(1, 600));
                return "set the clock back";
            case 13:
                _ticksSuffice = false;
                await database.ExecuteAsync($"DELETE FROM events WHERE id % 17 = {_random.Next(17)}");
                return "delete events";
            case 14:
                _ticksSuffice = false;
                await database.ExecuteAsync($"""
                    UPDATE events SET created_at = created_at + interval '{_random.Next(-90, 90)} hours',
                        user_id = {_random.Next(1, Users)} WHERE id % 13 = {_random.Next(13)}
                    """);
                return "update events";
            case 15:
                await database.ExecuteAsync(_random.Next(3) == 0
                    ? $"DELETE FROM free_lesson_registrations WHERE user_id = {_random.Next(1, Users)}"
                    : registrationsRepeat && _random.Next(2) == 0
                    ? Events(1) + Registrations(anybody: true)
                    : $"UPDATE free_lesson_registrations SET email = 'e{_random.Next()}', username = NULL, "
                        + $"registered_at = registered_at + interval '1 day' WHERE user_id = {_random.Next(1, Users)}");
                return "change registrations";
            case 16:
                await CommitLateAsync();
                return "a commit behind larger ids";
            case 17:
                await TickAsync(_instances[0], rebuild: true);
                return "rebuild";
            case 18:
                await Task.WhenAll(_instances.Select(instance => TickAsync(instance, rebuild: false)));
                return "two ticks at once";
            case 19:
                await Task.WhenAll([
                    .. _instances.Select(instance => TickAsync(instance, rebuild: false)),
                    .. Enumerable.Range(0, _writers.Count).Select(_ => EndWriterAsync())]);
                // Which of the commits the tick saw is open; the next one sees them all.
                IsComparable = false;
                return "commits during ticks";
            case 20:
                await Task.WhenAll(TickAsync(_instances[0], rebuild: true), EndWriterAsync(), EndWriterAsync());
                IsComparable = false;
                return "commits during a rebuild";
            case 21:
                await CommitLateAsync();
                return "a commit behind larger ids";
            case 22:
                await ChangeRulesAsync();
                return "other rules";
            default:
                await TickAsync(_instances[_random.Next(2)], rebuild: false);
                return "tick";
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Writer writer in _writers)
        {
            await writer.Connection.DisposeAsync();
        }

        foreach (Instance instance in _instances)
        {
            await instance.Source.DisposeAsync();
        }
    }

    // The first tick under other rules is a rebuild, which records changes of tier, too.
    private async Task ChangeRulesAsync()
    {
        Rules = _random.Next(4) == 0 ? new ScoringRules() : Recount.RandomRules(_random);
        foreach (Instance instance in _instances)
        {
            instance.FollowRules(Rules);
        }

        await TickAsync(_instances[0], rebuild: false);
    }

    private async Task TickAsync(Instance instance, bool rebuild)
    {
        TickResult result = await instance.Tick.RunAsync(_now, TimeSpan.Zero, rebuild, CancellationToken.None);
        if (result.Kind == TickKind.Skipped)
        {
            Skips++;
        }
        else
        {
            // Later than now after the clock was set back a little.
            TickedAt = result.AsOf!.Value;
            _ticksSuffice |= result.Kind == TickKind.Rebuild;
            IsComparable = _ticksSuffice;
            Compared[result.Kind] += IsComparable ? 1 : 0;
        }
    }

    // A writer takes its ids when it begins, and what it writes is seen much later, behind larger ids.
    private async Task BeginWriterAsync()
    {
        if (_writers.Count == 5)
        {
            await EndWriterAsync();
        }

        NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        var writer = new Writer(connection, await connection.BeginTransactionAsync());
        _writers.Add(writer);
        bool hasSavepoint = _random.Next(2) == 0;
        if (hasSavepoint)
        {
            await writer.Transaction.SaveAsync("a");
        }

        // Nobody else's keys: two open transactions would wait for each other.
        await using var command = new NpgsqlCommand(
            Events(_random.Next(1, 10)) + Registrations(anybody: false), connection);
        await command.ExecuteNonQueryAsync();
        if (hasSavepoint && _random.Next(2) == 0)
        {
            await writer.Transaction.ReleaseAsync("a");
        }
    }

    // Ticks see the larger ids before those that a writer took first, be they one or several.
    private async Task CommitLateAsync()
    {
        await BeginWriterAsync();
        Writer writer = _writers[^1];
        await database.ExecuteAsync(Events(_random.Next(1, 10)));
        for (int ticks = _random.Next(1, 4); ticks > 0; ticks--)
        {
            await TickAsync(_instances[1], rebuild: false);
        }

        await EndWriterAsync(writer);
        await TickAsync(_instances[1], rebuild: false);
    }

    private async Task EndWriterAsync(Writer? toCommit = null)
    {
        if (_writers.Count == 0)
        {
            return;
        }

        Writer writer = toCommit ?? _writers[_random.Next(_writers.Count)];
        _writers.Remove(writer);
        await using (writer.Connection)
        {
            if (toCommit is null && _random.Next(4) == 0)
            {
                await writer.Transaction.RollbackAsync();
                return;
            }

            await using var isLate = new NpgsqlCommand("""
                SELECT (SELECT max(id) FROM events) > (SELECT max(id) FROM events
                    WHERE xmin::text::bigint = mod(txid_current(), 4294967296))
                """, writer.Connection);
            LateCommits += await isLate.ExecuteScalarAsync() is true ? 1 : 0;
            await writer.Transaction.CommitAsync();
        }
    }
}
