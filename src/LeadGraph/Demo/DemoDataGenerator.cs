using Bogus;
using LeadGraph.Data;

namespace LeadGraph.Demo;

/// <summary>Generates the registrations and events of a school. The result is always the same.</summary>
public static class DemoDataGenerator
{
    private const int Seed = 20250910;
    private const int People = 400;
    private const int Weeks = 9;

    private static readonly string[] Steps =
        ["bot_start", "course_viewed", "lesson_link_clicked", "lesson_watched", "homework_sent", "payment_opened"];

    private static readonly string[] Sources = ["bot", "site"];

    private static readonly string[] Lessons = ["first-steps", "variables", "loops", "functions", "first-bot"];

    // Shares of users by their engagement in a week: most are active once, few every day.
    private static readonly (float Share, int MinDays, int MaxDays, int MinEvents, int MaxEvents)[] Habits =
    [
        (0.05f, 5, 7, 20, 48),
        (0.12f, 3, 6, 10, 19),
        (0.03f, 1, 2, 12, 30),
        (0.20f, 1, 4, 4, 9),
        (0.35f, 1, 3, 1, 4),
        (0.25f, 0, 0, 0, 0)
    ];

    /// <summary>Generates the data.</summary>
    /// <param name="newest">The time of the newest event, UTC; all others are up to nine weeks older, and
    /// registrations up to ten months.</param>
    public static (IReadOnlyList<Registration> Registrations, IReadOnlyList<Event> Events) Generate(DateTime newest)
    {
        var random = new Randomizer(Seed);
        Faker[] fakers = [.. new[] { "en", "ru", "es", "de" }.Select(locale => new Faker(locale) { Random = random })];
        var registrations = new List<Registration>();
        var ages = new List<(long UserId, int Seconds)>();
        var taken = new HashSet<long>();
        while (registrations.Count < People)
        {
            // Telegram's ids, some of which exceed 32 bits.
            long userId = random.Long(100_000_000, 7_500_000_000);
            if (taken.Add(userId))
            {
                int[] mine = Ages(random);
                ages.AddRange(mine.Select(age => (userId, age)));
                registrations.Add(Register(random.ArrayElement(fakers), userId,
                    newest.AddSeconds(-mine.Append(random.Int(0, 300 * 86_400)).Max())));
            }
        }

        int youngest = ages.Min(x => x.Seconds);
        var events = ages.OrderByDescending(x => x.Seconds).Select((x, i) => new Event
        {
            Id = i + 1,
            UserId = x.UserId,
            EventType = random.ArrayElement(Steps),
            CreatedAt = newest.AddSeconds(youngest - x.Seconds),
            Details = $$"""
                {"source": "{{random.ArrayElement(Sources)}}", "lesson": "{{random.ArrayElement(Lessons)}}"}
                """
        });
        return (registrations, [.. events]);
    }

    // The school grows: the longer ago a week is, the fewer were active in it.
    private static int[] Ages(Randomizer random)
        => [.. Enumerable.Range(0, Weeks)
            .Where(week => week == 0 || random.Bool(0.9f - 0.06f * week))
            .SelectMany(week => AgesInWeek(random).Select(age => week * 7 * 86_400 + age))];

    private static int[] AgesInWeek(Randomizer random)
    {
        var habit = random.WeightedRandom(Habits, [.. Habits.Select(h => h.Share)]);
        int[] days = random.ArrayElements([0, 1, 2, 3, 4, 5, 6], random.Int(habit.MinDays, habit.MaxDays));
        int events = days.Length == 0 ? 0 : random.Int(habit.MinEvents, habit.MaxEvents);
        // Each chosen day gets one event before any day gets a second one. Events lie within nine hours of a day.
        return [.. Enumerable.Range(0, events)
            .Select(i => (i < days.Length ? days[i] : random.ArrayElement(days)) * 86_400 + random.Int(0, 9 * 3_600))];
    }

    private static Registration Register(Faker faker, long userId, DateTime registeredAt)
    {
        string firstName = faker.Name.FirstName(), lastName = faker.Name.LastName();
        string username = new([.. faker.Internet.UserName(firstName, lastName)
            .Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        return new Registration
        {
            UserId = userId,
            // As bots store it: mostly a name, sometimes with an @, a placeholder or nothing.
            Username = faker.Random.WeightedRandom<string?>(
                [username, "@" + username, "N/A", "", null], [0.82f, 0.06f, 0.04f, 0.02f, 0.06f]),
            FirstName = faker.Random.Bool(0.97f) ? firstName : null,
            Email = faker.Random.Bool(0.9f)
                ? faker.Internet.ExampleEmail(firstName, lastName).ToLowerInvariant()
                : null,
            RegisteredAt = registeredAt
        };
    }
}
