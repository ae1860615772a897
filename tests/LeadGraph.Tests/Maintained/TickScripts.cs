using System.Globalization;
using LeadGraph.Maintained;

namespace LeadGraph.Tests.Maintained;

/// <summary>The SQL and the calls that tests of ticks share.</summary>
internal static class TickScripts
{
    public static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    public static async Task<TickResult> TickAsync(ActivityTick instance, DateTime now)
        => await instance.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);

    public static Task<List<string>> UsersAsync(MaintainedDatabase database) => database.RowsAsync(
        "SELECT user_id, total_events, lead_score FROM leadgraph.user_activity ORDER BY user_id");

    public static string Registrations(int first, int last) => $"""
        INSERT INTO free_lesson_registrations (user_id, username, email, registered_at)
        SELECT n, 'user' || n, NULL, '2025-09-01' FROM generate_series({first}, {last}) n;
        """;

    public static string Events(int user, int count, DateTime time) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO events (user_id, event_type, created_at)
        SELECT {user}, 'x', '{Text(time)}'::timestamptz - n * interval '1 minute' FROM generate_series(1, {count}) n;
        """);

    public static string Text(DateTime time) => $"{time:yyyy-MM-dd HH:mm:ss}Z";
}
