namespace LeadGraph.Http;

/// <summary>The header with the number of leads in a complete list.</summary>
public static class TotalCountHeader
{
    /// <summary>Its name.</summary>
    public const string Name = "X-Total-Count";
}
