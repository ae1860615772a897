namespace LeadGraph.Mcp;

/// <summary>Settings of the MCP endpoint, in section <see cref="Section"/>.</summary>
public sealed class McpOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Mcp";

    /// <summary>
    /// Whether assistants are served. The default is true while the service listens on loopback addresses only, and
    /// false elsewhere.
    /// </summary>
    public bool? Enabled { get; set; }
}
