using System.Text.Json;
using System.Threading.RateLimiting;
using HotChocolate;
using HotChocolate.AspNetCore;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Execution;
using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Limits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LeadGraph.GraphQL;

/// <summary>
/// Lets in callers who open a WebSocket: by what they send with <c>connection_init</c>, since browsers cannot send
/// headers, or else by the headers with which they opened it.
/// </summary>
public sealed class SocketSessionInterceptor : DefaultSocketSessionInterceptor
{
    private const string BearerPrefix = "Bearer ";

    private static readonly string[] CredentialNames = ["Authorization", CredentialAuthenticationHandler.KeyHeader, "apiKey", "token"];

    private readonly SocketOperations _turns = new();

    /// <inheritdoc/>
    public override async ValueTask<ConnectionStatus> OnConnectAsync(
        ISocketSession session,
        IOperationMessagePayload connectionInitMessage,
        CancellationToken cancellationToken = default)
    {
        HttpContext context = session.Connection.HttpContext;
        if (CredentialIn(connectionInitMessage) is { } credential)
        {
            AuthenticateResult result = await context.RequestServices.GetRequiredService<ICredentialValidator>()
                .ValidateAsync(context, credential);
            if (result.Principal is not { } caller)
            {
                return ConnectionStatus.Reject(result.Failure?.Message ?? "The credential is not accepted.");
            }

            context.User = caller;
            StreamExpiry.EndWith(context, result.Properties?.ExpiresUtc);
            // The address that opened the socket has been counted before.
            RateLimitLease place = context.RequestServices.GetRequiredService<CallerLimiters>()
                .Streams.AttemptAcquire(CallerRateLimits.NameOf(context));
            context.Response.RegisterForDispose(place);
            if (!place.IsAcquired)
            {
                return ConnectionStatus.Reject("The caller holds too many connections open.");
            }
        }

        return context.User.MayRead()
            ? ConnectionStatus.Accept()
            : ConnectionStatus.Reject("Send a credential with connection_init: {\"Authorization\":\"Bearer …\"}.");
    }

    /// <inheritdoc/>
    public override async ValueTask OnRequestAsync(
        ISocketSession session,
        string operationSessionId,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken = default)
    {
        HttpContext context = session.Connection.HttpContext;
        int most = context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value.OperationsPerSocket;
        if (_turns.Begin(session, operationSessionId) > most)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage($"A connection may have at most {most} operations at a time.")
                .SetCode("TOO_MANY_REQUESTS")
                .Build());
        }

        OperationLease turn = await OperationLease.AwaitAsync(context, cancellationToken);
        _turns.Add(session, operationSessionId, turn);
        requestBuilder.SetGlobalState(OperationLease.State, turn);
        requestBuilder.SetGlobalState(
            CallerRights.State, new CallerRights(context.User.MayReadPersonalData(), turn.Memory));
        await base.OnRequestAsync(session, operationSessionId, requestBuilder, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask OnCompleteAsync(
        ISocketSession session, string operationSessionId, CancellationToken cancellationToken = default)
    {
        _turns.End(session, operationSessionId);
        // The operation may have read newer data than the cache holds.
        HttpContext context = session.Connection.HttpContext;
        MonotonicReads reads = context.RequestServices.GetRequiredService<ResponseCacheStore>().MonotonicReads;
        reads.Record(CallerRateLimits.NameOf(context), reads.Now);
        return base.OnCompleteAsync(session, operationSessionId, cancellationToken);
    }

    private static string? CredentialIn(IOperationMessagePayload payload)
    {
        // A document keeps a key that stands there twice, where a dictionary would take the last one.
        using JsonDocument? document = payload.As<JsonDocument>();
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string[] given =
        [
            .. document.RootElement.EnumerateObject()
                .Where(entry => CredentialNames.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
                .Select(entry => entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "")
        ];
        return given switch
        {
            [] => null,
            [var one] when one.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) =>
                one[BearerPrefix.Length..].Trim(),
            [var one] => one,
            _ => ""
        };
    }
}
