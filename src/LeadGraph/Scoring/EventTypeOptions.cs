namespace LeadGraph.Scoring;

/// <summary>
/// How events of one type count. The name of the section is the event type, spelled as in the table, because types are
/// told apart by case.
/// </summary>
public sealed record EventTypeOptions
{
    /// <summary>
    /// The event type, where it is not the name of the section: settings do not tell names apart by case, and a name
    /// has no colon.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>The points of an event, 0 to 1000. Events of weight 0 do not count at all.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The most events that count of one user and day, 1 or more; null for all.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>What is wrong with these options: the name of each, and what is said of it.</summary>
    internal IEnumerable<(string Option, string Text)> Problems()
    {
        if (Type is not null && (Type.Length == 0 || Type.Contains('\0')))
        {
            yield return (nameof(Type), "is empty or contains U+0000; it must be an event type.");
        }

        if (Weight is < 0 or > EventTypeRule.MaxWeight)
        {
            yield return (nameof(Weight), $"is {Weight}; it must be 0 to {EventTypeRule.MaxWeight}.");
        }

        if (MaxPerDay < 1)
        {
            yield return (nameof(MaxPerDay),
                $"is {MaxPerDay}; it must be 1 or more. To leave events of the type out, set {nameof(Weight)} to 0.");
        }
    }
}
