namespace LeadGraph.Data;

/// <summary>The row of <c>leadgraph.state</c>, with the column that readers need.</summary>
public sealed class MaintainedState
{
    /// <summary>The time, UTC, of the state that the maintained rows show.</summary>
    public DateTime AsOf { get; set; }
}
