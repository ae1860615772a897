using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Dashboard.Tests.Browsing;

/// <summary>
/// A service with campaigns: the users 1 to 400 are warm and 401 to 600 hot, and so they stay. Campaign 1 is finished; B
/// did better than A among warm leads. Campaign 2 is running.
/// </summary>
public sealed class CampaignSchool : IAsyncDisposable
{
    private readonly ChangingDatabase _database;
    private int _lastEvent;

    private CampaignSchool(ChangingDatabase database) => _database = database;

    public ServiceHost Host => _database.Host;

    /// <summary>Starts the service, without a campaign.</summary>
    /// <param name="settings">More of the service's settings.</param>
    public static async Task<CampaignSchool> StartEmptyAsync(params (string Key, string? Value)[] settings)
    {
        var school = new CampaignSchool(await ChangingDatabase.OpenWithStoreAsync(
            DatabaseProvider.Sqlite, [("LeadGraph:Live:Interval", "01:00:00"), .. settings]));
        await school._database.RegisterAsync(1, 600);
        await school._database.ExecuteAsync(
            "UPDATE free_lesson_registrations SET username = 'lead_' || user_id, first_name = 'Lead ' || user_id, "
                + "registered_at = '2025-09-01 10:00:00'");
        await school.ActAsync(1, 400, "lesson_watched", perDay: 4, firstDay: -3, lastDay: -1);
        await school.ActAsync(401, 600, "lesson_watched", perDay: 5, firstDay: -5, lastDay: -1);
        return school;
    }

    /// <summary>Starts the service, and makes its campaigns.</summary>
    public static async Task<CampaignSchool> StartAsync()
    {
        CampaignSchool school = await StartEmptyAsync();
        string first = await school.CreateAsync("""
            name: "Warm and hot, September", leadScores: [HOT, WARM], holdoutPercent: 10,
            variants: [{ name: "A", share: 50 }, { name: "B", share: 50 }],
            goal: { eventTypes: ["payment_opened"], withinDays: 5 }
            """);
        long[] a = await school.IdsAsync(first, "A"), b = await school.IdsAsync(first, "B");
        // Of the warm leads a tenth and two fifths; of the hot ones half of either.
        await school.PayAsync([.. a.Where(id => id > 400 ? id % 2 == 0 : id % 10 == 0)], hours: 20);
        await school.PayAsync([.. b.Where(id => id > 400 ? id % 2 == 0 : id % 5 < 2)], hours: 30);
        await school.ActAsync(1, 400, "lesson_watched", perDay: 4, firstDay: 3, lastDay: 5);
        await school.ActAsync(401, 600, "lesson_watched", perDay: 5, firstDay: 1, lastDay: 5);
        await school.ActAsync(1, 60, "course_viewed", perDay: 5, firstDay: 1, lastDay: 5);
        school.Host.Clock.Now = school.Host.Clock.Now.AddDays(6);
        await school.CreateAsync("""
            name: "Warm leads, series", leadScores: [WARM], holdoutPercent: 10,
            variants: [{ name: "A", share: 50 }, { name: "B", share: 50 }],
            goal: { eventTypes: ["payment_opened", "homework_sent"], withinDays: 5 }
            """);
        school.Host.Clock.Now = school.Host.Clock.Now.AddHours(36);
        return school;
    }

    /// <summary>Creates a campaign, and gives its id.</summary>
    public async Task<string> CreateAsync(string input)
        => (await Host.DataAsync($"mutation {{ createCampaign(input: {{ {input} }}) {{ campaignId }} }}"))
            .GetProperty("createCampaign").GetProperty("campaignId").GetString()!;

    /// <summary>The ids of those who get a message of a campaign.</summary>
    public async Task<long[]> IdsAsync(string campaign, string variant)
        => [.. (await Host.Client.GetStringAsync($"/api/campaigns/{campaign}/ids?variant={variant}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>Has users do what campaigns are for, so many hours from now.</summary>
    public Task PayAsync(long[] users, int hours)
        => InsertAsync(users.Select(user => (user, "payment_opened", Host.Clock.Now.UtcDateTime.AddHours(hours))));

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    // The same number of events on each day, counted from now.
    private Task ActAsync(int firstUser, int lastUser, string type, int perDay, int firstDay, int lastDay)
        => InsertAsync(
            from user in Enumerable.Range(firstUser, lastUser - firstUser + 1)
            from day in Enumerable.Range(firstDay, lastDay - firstDay + 1)
            from each in Enumerable.Range(0, perDay)
            select ((long)user, type, Host.Clock.Now.UtcDateTime.AddDays(day).AddMinutes(each)));

    private Task InsertAsync(IEnumerable<(long User, string Type, DateTime At)> events)
        => _database.ExecuteAsync(string.Join(
            '\n',
            events.Chunk(400).Select(some => "INSERT INTO events (id, user_id, event_type, created_at) VALUES "
                + string.Join(", ", some.Select(e =>
                    $"({++_lastEvent}, {e.User}, '{e.Type}', '{e.At:yyyy-MM-dd HH:mm:ss}')")) + ";")));
}
