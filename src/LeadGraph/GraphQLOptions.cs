namespace LeadGraph;

/// <summary>What the GraphQL endpoint offers.</summary>
public sealed class GraphQLOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:GraphQL";

    /// <summary>Whether browsers that open the endpoint get the explorer. Default true.</summary>
    public bool Explorer { get; set; } = true;

    /// <summary>Whether the schema may be asked for. Default: in Development alone.</summary>
    public bool? Introspection { get; set; }

    /// <summary>How long one request may take, 1 second to 10 minutes. Default 30 seconds.</summary>
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with these options, each message naming its setting; empty when they are sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (ExecutionTimeout < TimeSpan.FromSeconds(1) || ExecutionTimeout > TimeSpan.FromMinutes(10))
        {
            yield return
                $"{Section}:{nameof(ExecutionTimeout)} is {ExecutionTimeout}; it must be 00:00:01 to 00:10:00.";
        }
    }
}
