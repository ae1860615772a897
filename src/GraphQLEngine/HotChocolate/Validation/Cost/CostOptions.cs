namespace HotChocolate.CostAnalysis;

/// <summary>The most that one operation may cost.</summary>
public sealed class CostOptions
{
    /// <summary>
    /// The most that resolving fields and reading their arguments may cost. Default 1,000; 0 or more, infinity for
    /// no limit.
    /// </summary>
    public double MaxFieldCost { get; set; } = 1_000;

    /// <summary>
    /// How many objects a response may have at most, each counted with the weight of its type. Default 1,000; 0 or
    /// more, infinity for no limit.
    /// </summary>
    public double MaxTypeCost { get; set; } = 1_000;

    /// <summary>Whether operations over a limit are refused. Default true.</summary>
    public bool EnforceCostLimits { get; set; } = true;
}
