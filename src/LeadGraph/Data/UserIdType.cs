namespace LeadGraph.Data;

/// <summary>How a column keeps the ids of users.</summary>
public enum UserIdType
{
    /// <summary>As an integer.</summary>
    Integer,

    /// <summary>As <c>numeric</c>, of which whole numbers count.</summary>
    Numeric,

    /// <summary>As text, of which whole numbers count that are written without zeros or a plus in front.</summary>
    Text
}
