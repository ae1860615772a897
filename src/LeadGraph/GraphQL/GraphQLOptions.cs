namespace LeadGraph.GraphQL;

/// <summary>What the GraphQL endpoint offers.</summary>
public sealed class GraphQLOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:GraphQL";

    /// <summary>Whether browsers that open the endpoint get the explorer. Default true.</summary>
    public bool Explorer { get; set; } = true;

    /// <summary>
    /// Whether the schema may be asked for, by introspection or as a text, and messages suggest names of it. Default:
    /// in Development alone.
    /// </summary>
    public bool? Introspection { get; set; }

    /// <summary>Whether the schema may be asked for where the service runs.</summary>
    /// <param name="environment">The environment.</param>
    public bool TellsSchema(IHostEnvironment environment) => Introspection ?? environment.IsDevelopment();
}
