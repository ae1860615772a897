using HotChocolate.Execution;
using LeadGraph.Data;

namespace LeadGraph.Mcp;

/// <summary>
/// The tools. Each is a stored document, <c>Documents/name.graphql</c>; what it takes and gives is described by the
/// schema.
/// </summary>
/// <param name="executors">Have the schema.</param>
public sealed class ToolCatalog(IRequestExecutorResolver executors)
{
    private static readonly string[] Names =
    [
        "list_leads", "explain_lead", "tier_summary", "tier_history", "recent_changes", "scoring_rules",
        "preview_rules", "campaign_results"
    ];

    private readonly Lock _lock = new();
    private Task<IReadOnlyList<LeadTool>>? _tools;

    /// <summary>Reads the tools, at the first call.</summary>
    public Task<IReadOnlyList<LeadTool>> ReadAsync()
    {
        lock (_lock)
        {
            return _tools is null or { IsFaulted: true } ? _tools = CreateAsync() : _tools;
        }
    }

    private async Task<IReadOnlyList<LeadTool>> CreateAsync()
    {
        IRequestExecutor executor = await executors.GetRequestExecutorAsync(cancellationToken: CancellationToken.None);
        var schema = new SchemaTypes(executor.Schema.ToString()!);
        return [.. Names.Select(name => new LeadTool(name, EmbeddedText.Read($"Mcp.{name}.graphql"), schema))];
    }
}
