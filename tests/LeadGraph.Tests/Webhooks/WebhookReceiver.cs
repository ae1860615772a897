using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StandardWebhooks;

namespace LeadGraph.Tests.Webhooks;

/// <summary>A request as a receiver got it.</summary>
internal sealed record WebhookRequest(string Id, string Body)
{
    /// <summary>The changes in it: what <c>data</c> is, or holds.</summary>
    public JsonElement[] Changes
    {
        get
        {
            JsonElement data = JsonDocument.Parse(Body).RootElement.GetProperty("data");
            return data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray()] : [data];
        }
    }

    /// <summary>The ids of the changes in it.</summary>
    public IEnumerable<long> ChangeIds => Changes.Select(change => change.GetProperty("id").GetInt64());
}

/// <summary>A receiver of webhooks on this machine. Requests whose signature is wrong fail the test.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>The secret that all receivers share with the service.</summary>
    public const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WebhookRequest> _requests = new();
    private readonly ConcurrentQueue<WebhookRequest> _accepted = new();
    private readonly ConcurrentQueue<string> _forged = new();

    private WebhookReceiver(WebApplication app, Func<HttpContext, WebhookRequest, Task> respond)
    {
        _app = app;
        app.MapPost("/hook", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            IHeaderDictionary headers = context.Request.Headers;
            var request = new WebhookRequest(headers["webhook-id"]!, body);
            var time = DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(headers["webhook-timestamp"]!, CultureInfo.InvariantCulture));
            if (new StandardWebhook(Secret).Sign(request.Id, time, body) != headers["webhook-signature"])
            {
                _forged.Enqueue(request.Id);
            }

            _requests.Enqueue(request);
            await respond(context, request);
            if (context.Response.StatusCode < 300)
            {
                _accepted.Enqueue(request);
            }
        });
    }

    /// <summary>The address for the settings.</summary>
    public string Url => $"{_app.Urls.Single()}/hook";

    /// <summary>All requests in the order in which they came.</summary>
    public IReadOnlyList<WebhookRequest> Requests
    {
        get
        {
            Assert.Empty(_forged);
            return [.. _requests];
        }
    }

    /// <summary>Those that were accepted.</summary>
    public IReadOnlyList<WebhookRequest> Accepted => [.. _accepted];

    /// <summary>Starts a receiver that accepts everything.</summary>
    public static Task<WebhookReceiver> StartAsync() => StartAsync((_, _) => Task.CompletedTask);

    /// <summary>Starts a receiver that responds with a status.</summary>
    public static Task<WebhookReceiver> StartAsync(Func<WebhookRequest, int> status) => StartAsync((context, request) =>
    {
        context.Response.StatusCode = status(request);
        return Task.CompletedTask;
    });

    /// <summary>Starts a receiver.</summary>
    public static async Task<WebhookReceiver> StartAsync(Func<HttpContext, WebhookRequest, Task> respond)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(app, respond);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The settings of a webhook to this receiver.</summary>
    public (string Key, string? Value)[] Settings(string name, params (string Key, string? Value)[] further) =>
    [
        ("LeadGraph:Store", "Auto"), ($"LeadGraph:Webhooks:{name}:Url", Url),
        ($"LeadGraph:Webhooks:{name}:Secret", Secret),
        .. further.Select(setting => ($"LeadGraph:Webhooks:{name}:{setting.Key}", setting.Value))
    ];

    /// <summary>Waits until so many requests were accepted.</summary>
    public Task UntilAcceptedAsync(int count) => Eventually.UntilAsync(() => _accepted.Count >= count);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
