using LeadGraph.Configuration;
using LeadGraph.Segments;
using Microsoft.Extensions.Options;

namespace LeadGraph.Webhooks;

/// <summary>Has the service not start with a webhook for a segment that there is not.</summary>
/// <param name="configuration">The configuration, of which the names of the segments are read.</param>
internal sealed class WebhooksNeedSegments(IConfiguration configuration) : IValidateOptions<WebhooksOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebhooksOptions options)
    {
        string[] known =
            [.. configuration.GetSection(SegmentsOptions.Section).GetChildren().Select(segment => segment.Key)];
        string[] problems =
        [
            .. from webhook in options
               where webhook.Value?.Segment is { } segment && !known.Contains(segment, StringComparer.OrdinalIgnoreCase)
               select $"{WebhooksOptions.Section}:{webhook.Key}:{nameof(WebhookOptions.Segment)} is "
                   + $"\"{webhook.Value.Segment}\", and there is no such segment in {SegmentsOptions.Section}."
                   + (NearestName.Of(webhook.Value.Segment!, known) is { } nearest ? $" Did you mean {nearest}?" : "")
        ];
        return problems.Length > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
