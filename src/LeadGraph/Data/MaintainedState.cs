namespace LeadGraph.Data;

/// <summary>The row of <c>leadgraph.state</c>, as far as readers are concerned.</summary>
public sealed class MaintainedState
{
    /// <summary>The moment, UTC, as of which the maintained rows hold.</summary>
    public DateTime AsOf { get; set; }
}
