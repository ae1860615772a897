using System.Text.Json.Serialization;
using HotChocolate;

namespace LeadGraph.Scoring;

/// <summary>The thresholds that place a user in a tier.</summary>
/// <remarks>
/// Also which events count and for how many points: the window, from <see cref="WindowStart"/> to
/// <see cref="WindowEnd"/>, the time zone of the days, and the rules for event types. Bound from the configuration
/// section <see cref="Section"/>, with default values.
/// </remarks>
public sealed record ScoringRules
{
    /// <summary>The configuration section that these rules are read from.</summary>
    public const string Section = "LeadGraph:Scoring";

    /// <summary>The longest window, in days, that is accepted: ten years.</summary>
    public const int MaxWindowDays = 3650;

    private static readonly TimeSpan MaxFutureTolerance = TimeSpan.FromDays(30);

    /// <summary>Length of the activity window in days of 24 hours, 1 to 3650.</summary>
    public int WindowDays { get; init; } = 7;

    /// <summary>
    /// How far ahead of the clock an event may be dated, 0 to 30 days. An event further ahead is probably an error and
    /// does not count before its time comes within the tolerance; otherwise it would count for years.
    /// </summary>
    [GraphQLIgnore]
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The time zone whose days active days are: an IANA name, such as <c>Europe/Moscow</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Rules for event types, by the type. Other events are one point each, and all of them count.</summary>
    [GraphQLIgnore]
    public Dictionary<string, EventTypeOptions> Events { get; init; } = [];

    /// <summary>Whether events of a type that counts are more than one point.</summary>
    [GraphQLIgnore, JsonIgnore]
    public bool HasWeights => Events.Values.Any(type => type.Weight > 1);

    /// <summary>Whether only some events of a type that counts do, on a day with many.</summary>
    [GraphQLIgnore, JsonIgnore]
    public bool HasCaps => Events.Values.Any(type => type.Weight > 0 && type.MaxPerDay is not null);

    /// <summary>The threshold of the tier hot.</summary>
    public ScoreThreshold Hot { get; init; } = new() { MinEvents = 20, MinActiveDays = 5 };

    /// <summary>The threshold of the tier warm.</summary>
    public ScoreThreshold Warm { get; init; } = new() { MinEvents = 10, MinActiveDays = 3 };

    /// <summary>The threshold of the tier cool.</summary>
    public ScoreThreshold Cool { get; init; } = new() { MinEvents = 5, MinActiveDays = 0 };

    /// <summary>
    /// The event types that have a rule. Events of other types are one point each, and all of them count.
    /// </summary>
    public IReadOnlyList<EventTypeRule> EventTypes() => [.. Events.Select(type
        => new EventTypeRule(type.Value.Type ?? type.Key, type.Value.Weight, type.Value.MaxPerDay))];

    /// <summary>The tier of a user with the engagement given: the hottest whose threshold is reached.</summary>
    /// <param name="points">Points within the window.</param>
    /// <param name="activeDays">Distinct days of the scoring time zone with an event in the window.</param>
    [GraphQLIgnore]
    public LeadScore Score(int points, int activeDays)
        => Hot.IsReachedBy(points, activeDays) ? LeadScore.Hot
            : Warm.IsReachedBy(points, activeDays) ? LeadScore.Warm
            : Cool.IsReachedBy(points, activeDays) ? LeadScore.Cool
            : LeadScore.Cold;

    /// <summary>Whether other rules count the same events on the same days, for the same points.</summary>
    /// <param name="other">The other rules.</param>
    [GraphQLIgnore]
    public bool CountsAs(ScoringRules other)
        => WindowDays == other.WindowDays && FutureTolerance == other.FutureTolerance && TimeZone == other.TimeZone
            && DifferingTypes().SetEquals(other.DifferingTypes());

    /// <summary>The threshold of a tier; that of the tier cold is reached by everybody.</summary>
    /// <param name="tier">The tier.</param>
    [GraphQLIgnore]
    public ScoreThreshold ThresholdOf(LeadScore tier) => tier switch
    {
        LeadScore.Hot => Hot,
        LeadScore.Warm => Warm,
        LeadScore.Cool => Cool,
        _ => new ScoreThreshold()
    };

    /// <summary>The start of the window, <see cref="WindowDays"/> before now. An event at that moment counts.</summary>
    /// <param name="now">The current time, UTC.</param>
    [GraphQLIgnore]
    public DateTime WindowStart(DateTime now) => now.AddDays(-WindowDays);

    /// <summary>The end of the window, now + <see cref="FutureTolerance"/>. An event at that moment counts.</summary>
    /// <param name="now">The current time, UTC.</param>
    [GraphQLIgnore]
    public DateTime WindowEnd(DateTime now) => now + FutureTolerance;

    /// <summary>When the days of the window begin, UTC, in order: the days of <see cref="TimeZone"/>.</summary>
    /// <param name="now">The current time, UTC.</param>
    [GraphQLIgnore]
    public DateTime[] DayStarts(DateTime now)
        => CalendarDays.Starts(TimeZoneInfo.FindSystemTimeZoneById(TimeZone), WindowStart(now), WindowEnd(now));

    /// <summary>What is wrong with these rules; empty if they are valid.</summary>
    [GraphQLIgnore]
    public IEnumerable<RuleProblem> Problems()
    {
        if (WindowDays is < 1 or > MaxWindowDays)
        {
            yield return Problem($"is {WindowDays}; it must be 1 to {MaxWindowDays}.", nameof(WindowDays));
        }

        if (FutureTolerance < TimeSpan.Zero || FutureTolerance > MaxFutureTolerance)
        {
            yield return Problem(
                $"is {FutureTolerance}; it must be 00:00:00 to 30.00:00:00.", nameof(FutureTolerance));
        }

        if (!CalendarDays.IsKnown(TimeZone))
        {
            yield return Problem(
                $"is \"{TimeZone}\"; it must be the IANA name of a time zone that this machine knows, such as "
                    + "Europe/Moscow.",
                nameof(TimeZone));
        }

        foreach (var (key, type) in Events)
        {
            foreach (var (option, text) in type.Problems())
            {
                yield return Problem(text, nameof(Events), key, option);
            }
        }

        foreach (var twice in EventTypes().CountBy(type => type.EventType).Where(type => type.Value > 1))
        {
            yield return Problem($"has {twice.Value} rules for \"{twice.Key}\"; it must have one.", nameof(Events));
        }

        (string Name, ScoreThreshold Threshold)[] tiers =
            [(nameof(Cool), Cool), (nameof(Warm), Warm), (nameof(Hot), Hot)];
        (string Name, ScoreThreshold Threshold) below = ("", new ScoreThreshold());
        foreach (var tier in tiers)
        {
            foreach (var (setting, value, least) in new[]
            {
                (nameof(ScoreThreshold.MinEvents), tier.Threshold.MinEvents, below.Threshold.MinEvents),
                (nameof(ScoreThreshold.MinActiveDays), tier.Threshold.MinActiveDays, below.Threshold.MinActiveDays)
            })
            {
                if (value < least || value < 0)
                {
                    yield return Problem(
                        $"is {value}; it must be at least "
                            + (value < 0 ? "0." : $"{least}, as {Section}:{below.Name}:{setting} is."),
                        tier.Name, setting);
                }
            }

            below = tier;
        }
    }

    // Without those that count as they would without a rule, unless the database, which may ignore case, could take
    // another rule in place of such a one.
    private HashSet<EventTypeRule> DifferingTypes()
    {
        IReadOnlyList<EventTypeRule> all = EventTypes();
        return [.. all.Where(rule => rule is not { Weight: 1, MaxPerDay: null }
            || all.Any(other => other != rule
                && other.EventType.Equals(rule.EventType, StringComparison.OrdinalIgnoreCase)))];
    }

    private static RuleProblem Problem(string text, params string[] setting)
        => new(setting, $"{Section}:{string.Join(':', setting)} {text}");
}
