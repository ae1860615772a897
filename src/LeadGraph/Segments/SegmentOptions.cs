using System.Text.RegularExpressions;
using LeadGraph.Configuration;
using LeadGraph.Scoring;

namespace LeadGraph.Segments;

/// <summary>
/// The settings of one segment. Its condition, <c>Where</c>, is read by <see cref="ConditionSettings"/>.
/// </summary>
[SettingReadElsewhere(Where)]
public sealed partial class SegmentOptions
{
    /// <summary>The name of the setting with the condition.</summary>
    internal const string Where = "Where";

    /// <summary>Leads of these tiers; all if none is set.</summary>
    public IReadOnlyList<string> LeadScores { get; set; } = [];

    /// <summary>Leads whose username, first name or email contains this text.</summary>
    public string? Search { get; set; }

    /// <summary>What is wrong with the name of a segment; null if nothing is.</summary>
    /// <param name="setting">The path of its section.</param>
    /// <param name="name">Its name.</param>
    internal static string? NameProblem(string setting, string name) => Name().IsMatch(name) ? null
        : $"{setting} has a name of other characters; it accepts up to 40 letters and digits, with single underscores "
            + "or hyphens between them.";

    /// <summary>The segment.</summary>
    /// <param name="setting">The path of its section.</param>
    /// <param name="where">The section of the condition.</param>
    /// <exception cref="ConditionException">A setting makes no sense; the message names it.</exception>
    internal Segment Read(string setting, IConfigurationSection where)
    {
        LeadScore[] tiers = [.. LeadScores.Index().Select(tier
            => ConditionSettings.TryReadTier(tier.Item, out LeadScore read) ? read : throw new ConditionException(
                setting, ConditionSettings.Unknown(
                    $"{setting}:{nameof(LeadScores)}:{tier.Index} is \"{tier.Item}\", which is no tier.", tier.Item,
                    Enum.GetNames<LeadScore>())))];
        if (Search is not null && string.IsNullOrWhiteSpace(Search))
        {
            throw new ConditionException(setting, $"{setting}:{nameof(Search)} is blank; leave it out.");
        }

        LeadCondition? condition = ConditionSettings.Read(where);
        return tiers.Length == 0 && Search is null && condition is null
            ? throw new ConditionException(
                setting, $"{setting} chooses all leads; set {setting}:{nameof(LeadScores)}:0, "
                    + $"{setting}:{nameof(Search)} or {setting}:{Where}.")
            : new Segment([.. tiers.Distinct().OrderDescending()], Search?.Trim(), condition);
    }

    // A hyphen cannot be in the name of an environment variable, but in settings files it can.
    [GeneratedRegex(@"\A(?=.{1,40}\z)[A-Za-z0-9]+([_-][A-Za-z0-9]+)*\z")]
    private static partial Regex Name();
}
