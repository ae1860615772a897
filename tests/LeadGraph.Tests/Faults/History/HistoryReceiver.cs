using LeadGraph.Tests.Soak;
using LeadGraph.Tests.Webhooks;
using Microsoft.AspNetCore.Http;

namespace LeadGraph.Tests.Faults.History;

/// <summary>A receiver of webhooks that fails at random, each time once for a message.</summary>
internal sealed class HistoryReceiver : IAsyncDisposable
{
    // A failure costs seconds, after which the message is sent again.
    private const int MostFailures = 4;

    private readonly string _name;
    private readonly bool _batch;
    private readonly Random _random;
    private readonly HashSet<string> _failed = [];
    private readonly Lock _lock = new();
    private WebhookReceiver? _receiver;

    private HistoryReceiver(string name, Random random, bool batch)
        => (_name, _random, _batch) = (name, random, batch);

    /// <summary>Its name in the report.</summary>
    public string Name => $"webhook {_name}";

    /// <summary>The settings of the webhook.</summary>
    public IEnumerable<(string Key, string Value)> Settings
        => _receiver!.Settings(_name, ("Batch", $"{_batch}")).Select(setting => (setting.Key, setting.Value!));

    /// <summary>The id of the last change of a request that was accepted; 0 before the first.</summary>
    public long Position => _receiver!.Accepted is [.., var last] ? last.ChangeIds.Last() : 0;

    /// <summary>Starts it.</summary>
    /// <param name="name">The name of the webhook.</param>
    /// <param name="random">Draws what to respond.</param>
    /// <param name="batch">Whether one request has several changes.</param>
    public static async Task<HistoryReceiver> StartAsync(string name, Random random, bool batch)
    {
        var receiver = new HistoryReceiver(name, random, batch);
        receiver._receiver = await WebhookReceiver.StartAsync(receiver.Respond);
        return receiver;
    }

    /// <summary>
    /// Compares what came with what was recorded: all of it in order, and what came again under the id of the message
    /// that came before, with the same content.
    /// </summary>
    /// <param name="recorded">The recorded changes.</param>
    /// <param name="report">Where it is told.</param>
    public void Compare(IReadOnlyList<HistoryChange> recorded, SoakReport report)
    {
        List<WebhookRequest> messages = [];
        foreach (WebhookRequest request in _receiver!.Requests)
        {
            if (messages is [.., var last] && last.Id == request.Id)
            {
                report.Count($"{Name}: messages that came again");
                if (last.Body != request.Body)
                {
                    report.AddProblem("webhook", $"{_name}: {request.Body} came after {last.Body} under the same id");
                }

                continue;
            }

            if (messages.Any(message => message.Id == request.Id))
            {
                report.AddProblem("webhook", $"{_name}: {request.Body} came again after others");
            }

            messages.Add(request);
        }

        HistoryCheck.Compare(
            Name,
            [.. messages.SelectMany(message => message.Changes).Select(HistoryChange.OfRest)], recorded, report);
    }

    public ValueTask DisposeAsync() => _receiver!.DisposeAsync();

    private Task Respond(HttpContext context, WebhookRequest request)
    {
        int kind;
        lock (_lock)
        {
            kind = _failed.Count < MostFailures && !_failed.Contains(request.Id) ? _random.Next(12) : -1;
            if (kind is >= 0 and <= 2)
            {
                _failed.Add(request.Id);
            }
        }

        switch (kind)
        {
            case 0:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case 1:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "1";
                break;
            case 2:
                // What was received counts as not accepted, whatever the sender is told.
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                context.Abort();
                break;
        }

        return Task.CompletedTask;
    }
}
