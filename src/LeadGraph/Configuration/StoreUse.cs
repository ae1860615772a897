namespace LeadGraph.Configuration;

/// <summary>Whether the store is used.</summary>
public enum StoreUse
{
    /// <summary>Where it is there.</summary>
    Auto,

    /// <summary>Not, even where it is there.</summary>
    None
}
