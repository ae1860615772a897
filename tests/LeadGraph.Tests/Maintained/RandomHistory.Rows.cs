using System.Diagnostics.CodeAnalysis;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <content>The rows that it writes, and those who write and tick.</content>
public sealed partial class RandomHistory
{
    // Events of now, of the past and of the future, near and far; of users yet to register, of nobody, and without a
    // time or with one that no clock shows.
    private string Events(int count) => string.Concat(Enumerable.Range(0, count).Select(_ =>
    {
        string user = _random.Next(30) == 0 ? "NULL"
            : $"{(_random.Next(10) == 0 ? _random.Next(1000, 1020) : _random.Next(1, Users + 5))}";
        string type = _random.Next(4) switch { 0 => "'x'", 1 => "'X'", 2 => "'открыл урок'", _ => "NULL" };
        double hours = _random.Next(5) == 0 ? _random.Next(-24 * 20, 96) : -_random.NextDouble() * 24 * 8;
        string time = _random.Next(20) == 0 ? OddTime() : $"'{_now.AddHours(hours):yyyy-MM-dd HH:mm:ss.ffffff}Z'";
        return $"INSERT INTO events (user_id, event_type, created_at) VALUES ({user}, {type}, {time});\n";
    }));

    private string Registrations(bool anybody) => string.Concat(Enumerable.Range(0, _random.Next(3)).Select(_ =>
    {
        string user = !anybody ? $"{_registered++}"
            : registrationsRepeat && _random.Next(10) == 0 ? "NULL" : $"{_random.Next(1, Users)}";
        string time = _random.Next(4) == 0 ? OddTime() : $"'{_now.AddHours(-_random.Next(100)):yyyy-MM-dd HH:mm:ss}Z'";
        return $"""
            INSERT INTO free_lesson_registrations (user_id, username, first_name, email, registered_at)
            VALUES ({user}, 'u{_random.Next()}', 'Имя', NULL, {time})
            {(registrationsRepeat ? "" : "ON CONFLICT DO NOTHING")};

            """;
    }));

    private string OddTime() => _random.Next(5) switch
    {
        0 => "'infinity'",
        1 => "'-infinity'",
        2 => "'55840-11-14 22:13:20'",
        3 => "'0044-03-15 BC'",
        _ => "NULL"
    };

    private sealed record Writer(NpgsqlConnection Connection, NpgsqlTransaction Transaction);

    /// <summary>One that ticks, over connections of its own.</summary>
    private sealed class Instance
    {
        public Instance(MaintainedDatabase database)
        {
            Name = $"instance {Guid.NewGuid():N}";
            Source = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = Name });
            FollowRules(new ScoringRules());
        }

        public string Name { get; }

        public NpgsqlDataSource Source { get; }

        public ActivityTick Tick { get; private set; }

        [MemberNotNull(nameof(Tick))]
        public void FollowRules(ScoringRules rules)
        {
            // Rebuilds only where the history asks for them, and no id searched but those that may be needed, so that
            // neither hides anything.
            Tick = new ActivityTick(Source, rules, new ActivityOptions
            {
                RebuildInterval = TimeSpan.FromDays(7),
                LookBack = 0
            },
            changes: new ChangesOptions { Retention = TimeSpan.FromDays(365) });
        }
    }
}
