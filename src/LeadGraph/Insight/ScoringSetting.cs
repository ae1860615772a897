using System.Globalization;
using System.Text.RegularExpressions;
using HotChocolate;
using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>A setting of the service that brings scoring rules in force.</summary>
/// <param name="Name">Its name, such as <c>LeadGraph:Scoring:Hot:MinEvents</c>.</param>
/// <param name="Value">Its value.</param>
public sealed partial record ScoringSetting(string Name, string Value)
{
    /// <summary>What parts of a name are separated by.</summary>
    internal const string Delimiter = ":";

    private const string DelimiterOfVariables = "__";

    /// <summary>
    /// The setting in a form that can be pasted, in quotes where a shell needs them: as an environment variable; where
    /// its name cannot be one, as an argument of the service; else as a document of <c>appsettings.json</c>.
    /// </summary>
    public string Text
        => Name.Split(Delimiter).All(part => NameInVariables().IsMatch(part) && !part.Contains(DelimiterOfVariables))
            ? $"{Name.Replace(Delimiter, DelimiterOfVariables, StringComparison.Ordinal)}={SettingText.ShellWord(Value)}"
            : IsForCommandLine ? SettingText.ShellWord($"--{Name}={Value}")
            : SettingText.Json([this], isIndented: false);

    /// <summary>Whether the setting can be given to the service when it is started, and not in a file alone.</summary>
    internal bool IsForCommandLine => !Name.Contains('=', StringComparison.Ordinal);

    /// <summary>The settings that make other rules of those in force.</summary>
    /// <param name="inForce">
    /// The rules in force, whose rules for event types are by the names that they have in settings.
    /// </param>
    /// <param name="other">The other rules.</param>
    [GraphQLIgnore]
    public static ScoringSetting[] Between(ScoringRules inForce, ScoringRules other) =>
    [
        .. Changed(inForce.WindowDays, other.WindowDays, nameof(ScoringRules.WindowDays)),
        .. inForce.TimeZone == other.TimeZone ? [] : new[] { Of(other.TimeZone, nameof(ScoringRules.TimeZone)) },
        .. Changed(inForce.Hot, other.Hot, nameof(ScoringRules.Hot)),
        .. Changed(inForce.Warm, other.Warm, nameof(ScoringRules.Warm)),
        .. Changed(inForce.Cool, other.Cool, nameof(ScoringRules.Cool)),
        .. OfEventTypes(inForce, other)
    ];

    private static IEnumerable<ScoringSetting> OfEventTypes(ScoringRules inForce, ScoringRules other)
    {
        Dictionary<string, EventTypeRule> rules = other.EventTypes().ToDictionary(rule => rule.EventType);
        // Names of settings are not told apart by case.
        var taken = new HashSet<string>(inForce.Events.Keys, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, options) in inForce.Events)
        {
            string type = options.Type ?? name;
            EventTypeRule rule = rules.GetValueOrDefault(type, Usual(type));
            rules.Remove(type);
            foreach (ScoringSetting setting in Changed(name, options.Weight, options.MaxPerDay, rule))
            {
                yield return setting;
            }
        }

        foreach (EventTypeRule rule in rules.Values.Where(rule => rule != Usual(rule.EventType)))
        {
            bool isName = NameOfType().IsMatch(rule.EventType) && !rule.EventType.Contains(DelimiterOfVariables)
                && !taken.Contains(rule.EventType);
            string name = isName ? rule.EventType : Enumerable.Range(0, int.MaxValue).Select(Number).First(
                number => !taken.Contains(number));
            taken.Add(name);
            if (!isName)
            {
                yield return Of(
                    rule.EventType, nameof(ScoringRules.Events), name, nameof(EventTypeOptions.Type));
            }

            EventTypeRule usual = Usual(rule.EventType);
            foreach (ScoringSetting setting in Changed(name, usual.Weight, usual.MaxPerDay, rule))
            {
                yield return setting;
            }
        }

        static EventTypeRule Usual(string type) => new(type, Weight: 1, MaxPerDay: null);
    }

    private static IEnumerable<ScoringSetting> Changed(string name, int weight, int? maxPerDay, EventTypeRule rule) =>
    [
        .. Changed(weight, rule.Weight, nameof(ScoringRules.Events), name, nameof(EventTypeOptions.Weight)),
        .. Changed(maxPerDay, rule.MaxPerDay, nameof(ScoringRules.Events), name, nameof(EventTypeOptions.MaxPerDay))
    ];

    private static IEnumerable<ScoringSetting> Changed(ScoreThreshold from, ScoreThreshold to, string tier) =>
    [
        .. Changed(from.MinEvents, to.MinEvents, tier, nameof(ScoreThreshold.MinEvents)),
        .. Changed(from.MinActiveDays, to.MinActiveDays, tier, nameof(ScoreThreshold.MinActiveDays))
    ];

    private static IEnumerable<ScoringSetting> Changed(int? from, int? to, params string[] name)
        => from == to ? [] : [Of(to is { } number ? Number(number) : "", name)];

    private static ScoringSetting Of(string value, params string[] name)
        => new(string.Join(Delimiter, name.Prepend(ScoringRules.Section)), value);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // As shells take them. A name that ends with an underscore would be followed by two more.
    [GeneratedRegex(@"^[A-Za-z0-9_]*[A-Za-z0-9]\z")]
    private static partial Regex NameInVariables();

    // Of such a type it is the name.
    [GeneratedRegex(@"^[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?\z")]
    private static partial Regex NameOfType();
}
