using System.Globalization;
using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>Scoring rules to try. What is left out stays as the rules in force have it.</summary>
/// <param name="WindowDays">Length of the activity window in days of 24 hours, 1 to 3650.</param>
/// <param name="TimeZone">
/// The time zone whose days active days are: an IANA name, such as <c>Europe/Moscow</c>.
/// </param>
/// <param name="Hot">The threshold of the tier hot.</param>
/// <param name="Warm">The threshold of the tier warm.</param>
/// <param name="Cool">The threshold of the tier cool.</param>
/// <param name="EventTypes">
/// All event types that have a rule, up to 100, in place of those in force. Events of other types are one point each,
/// and all of them count.
/// </param>
public sealed record ScoringRulesInput(
    int? WindowDays = null,
    string? TimeZone = null,
    ScoreThresholdInput? Hot = null,
    ScoreThresholdInput? Warm = null,
    ScoreThresholdInput? Cool = null,
    IReadOnlyList<EventTypeRuleInput>? EventTypes = null)
{
    /// <summary>The most event types with a rule. Each is a condition of the statement.</summary>
    public const int MostEventTypes = 100;

    /// <summary>The rules that are asked for.</summary>
    /// <param name="inForce">The rules in force.</param>
    public ScoringRules ApplyTo(ScoringRules inForce) => inForce with
    {
        WindowDays = WindowDays ?? inForce.WindowDays,
        TimeZone = TimeZone ?? inForce.TimeZone,
        Hot = Hot?.ApplyTo(inForce.Hot) ?? inForce.Hot,
        Warm = Warm?.ApplyTo(inForce.Warm) ?? inForce.Warm,
        Cool = Cool?.ApplyTo(inForce.Cool) ?? inForce.Cool,
        Events = EventTypes is null
            ? inForce.Events
            : Keys().Zip(EventTypes).ToDictionary(type => type.First, type => type.Second.ToOptions())
    };

    /// <summary>What is wrong with the rules that are asked for, each with the path of its argument.</summary>
    /// <param name="inForce">The rules in force.</param>
    public IEnumerable<(string Argument, string Message)> Problems(ScoringRules inForce)
        => EventTypes is { Count: > MostEventTypes }
            ? [(Argument([nameof(EventTypes)]), $"There may be rules for {MostEventTypes} event types at most.")]
            : ApplyTo(inForce).Problems().Select(problem => (ArgumentOf(problem.Setting), problem.Message));

    // The path below the argument, as lists of settings have the same order.
    private string ArgumentOf(IReadOnlyList<string> setting)
        => setting[0] != nameof(ScoringRules.Events) ? Argument(setting)
            : setting is [_, var key, var option] && EventTypes is not null
            ? Argument([
                nameof(EventTypes),
                Keys().IndexOf(key).ToString(CultureInfo.InvariantCulture),
                option == nameof(EventTypeOptions.Type) ? nameof(EventTypeRuleInput.EventType) : option
            ])
            : Argument([nameof(EventTypes)]);

    // The names of the sections that such settings would have. Event types that are given twice must not lose one.
    private List<string> Keys()
    {
        var keys = new List<string>();
        var known = new HashSet<string>();
        foreach (var (index, type) in EventTypes!.Index())
        {
            string key = type.EventType;
            while (!known.Add(key))
            {
                key = $"{key}:{index}";
            }

            keys.Add(key);
        }

        return keys;
    }

    private static string Argument(IEnumerable<string> names)
        => string.Join('.', names.Select(name => char.ToLowerInvariant(name[0]) + name[1..]).Prepend("rules"));
}

/// <summary>The minimum engagement for a tier. What is left out stays as the rules in force have it.</summary>
/// <param name="MinEvents">
/// Points within the window, 0 or more. An event is one point unless its type has another weight.
/// </param>
/// <param name="MinActiveDays">
/// Distinct days of the scoring time zone with an event in the window, 0 or more.
/// </param>
public sealed record ScoreThresholdInput(int? MinEvents = null, int? MinActiveDays = null)
{
    /// <summary>The threshold that is asked for.</summary>
    /// <param name="inForce">The threshold in force.</param>
    public ScoreThreshold ApplyTo(ScoreThreshold inForce) => new()
    {
        MinEvents = MinEvents ?? inForce.MinEvents,
        MinActiveDays = MinActiveDays ?? inForce.MinActiveDays
    };
}

/// <summary>How events of one type count.</summary>
/// <param name="EventType">The event type.</param>
/// <param name="Weight">The points of an event, 0 to 1000. Events of weight 0 do not count at all.</param>
/// <param name="MaxPerDay">The most events that count of one user and day, 1 or more; null for all.</param>
public sealed record EventTypeRuleInput(string EventType, int Weight = 1, int? MaxPerDay = null)
{
    /// <summary>The rule as settings have it.</summary>
    public EventTypeOptions ToOptions() => new() { Type = EventType, Weight = Weight, MaxPerDay = MaxPerDay };
}
