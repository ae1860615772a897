namespace LeadGraph.Webhooks;

/// <summary>The webhooks by their names, in section <see cref="Section"/>.</summary>
public sealed class WebhooksOptions() : Dictionary<string, WebhookOptions>(StringComparer.OrdinalIgnoreCase)
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Webhooks";

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
        => this.SelectMany(webhook => webhook.Value.Problems($"{Section}:{webhook.Key}", webhook.Key));
}
