using System.Globalization;
using System.Net;
using System.Net.Mime;
using System.Text;
using Polly.Timeout;
using StandardWebhooks;

namespace LeadGraph.Webhooks;

/// <summary>What became of a request.</summary>
/// <param name="Failure">Why it failed; null if it succeeded.</param>
/// <param name="IsGone">Whether the receiver wants no more requests.</param>
/// <param name="RetryAfter">How long the receiver asks to wait; null if it does not.</param>
/// <param name="Status">The status of the response; null if there was none.</param>
public sealed record WebhookResult(string? Failure, bool IsGone, TimeSpan? RetryAfter, int? Status);

/// <summary>
/// Sends signed messages (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
/// </summary>
/// <param name="clients">Creates the clients.</param>
/// <param name="clock">Gives the time that is signed.</param>
public sealed class WebhookSender(IHttpClientFactory clients, TimeProvider clock)
{
    /// <summary>The client that connects to public addresses alone.</summary>
    internal const string PublicClient = "webhooks to public addresses";

    /// <summary>The client that connects to any address.</summary>
    internal const string AnyClient = "webhooks to any address";

    /// <summary>How long a request may take; shorter than an instance keeps a webhook for itself.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    // What a receiver sends back is read, so that the connection can be used again, and not looked at.
    private const int MostRead = 64 * 1024;

    /// <summary>Sends a message.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<WebhookResult> SendAsync(
        Webhook webhook, WebhookMessage message, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ends.CancelAfter(Timeout);
        try
        {
            using HttpClient client = clients.CreateClient(webhook.AllowPrivateNetwork ? AnyClient : PublicClient);
            using HttpRequestMessage request = RequestOf(webhook, message);
            using HttpResponseMessage response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, ends.Token);
            int status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode)
            {
                await ReadAsync(response, ends.Token);
                return new WebhookResult(Failure: null, IsGone: false, RetryAfter: null, status);
            }

            string note = status is >= 300 and < 400 ? "; redirects are not followed" : "";
            return new WebhookResult(
                $"HTTP {status.ToString(CultureInfo.InvariantCulture)}{note}",
                response.StatusCode == HttpStatusCode.Gone,
                WebhookRetry.Asked(response.Headers.RetryAfter, clock.GetUtcNow()), status);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookResult(ReasonOf(failure), IsGone: false, RetryAfter: null, Status: null);
        }
    }

    private HttpRequestMessage RequestOf(Webhook webhook, WebhookMessage message)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new StringContent(message.Body, Encoding.UTF8, MediaTypeNames.Application.Json)
        };
        request.Headers.UserAgent.ParseAdd("LeadGraph");
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(
            "webhook-signature", new StandardWebhook(webhook.Secret).Sign(message.Id, now, message.Body));
        return request;
    }

    // The status says that the receiver has it, whatever becomes of the rest.
    private static async Task ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            byte[] buffer = new byte[4096];
            int read, total = 0;
            while (total < MostRead && (read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                total += read;
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            // The connection is closed.
        }
    }

    // Without the address, which may contain a secret.
    private static string ReasonOf(Exception failure) => failure switch
    {
        _ when Inner<WebhookAddressException>(failure) is { } refused => refused.Message,
        OperationCanceledException or TimeoutException or TimeoutRejectedException
            => "the receiver did not respond in time",
        HttpRequestException request => request.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "the host was not found",
            HttpRequestError.SecureConnectionError => "TLS failed",
            HttpRequestError.ConnectionError => "the receiver cannot be reached",
            _ => "the connection failed"
        },
        _ => $"the request failed ({failure.GetType().Name})"
    };

    private static T? Inner<T>(Exception? failure)
        where T : Exception
    {
        while (failure is not null and not T)
        {
            failure = failure.InnerException;
        }

        return failure as T;
    }
}
