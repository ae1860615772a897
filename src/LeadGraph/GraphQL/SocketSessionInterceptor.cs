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
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace LeadGraph.GraphQL;

/// <summary>
/// Authenticates the caller of a WebSocket by the payload of <c>connection_init</c>, because browsers cannot send
/// headers with a WebSocket, or else by the headers of the upgrade request. Limits the operations of a WebSocket.
/// </summary>
public sealed class SocketSessionInterceptor : DefaultSocketSessionInterceptor
{
    private static readonly string[] CredentialNames =
        ["Authorization", CredentialAuthenticationHandler.KeyHeader, "apiKey", "token"];

    private readonly SocketOperations _operations = new();

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
            StreamExpiry.EndWith(context, result.Properties);
            // The caller's lease replaces the one of the upgrade request, which is under the address: many callers may
            // have the same address.
            RateLimitLease lease = new SingleReleaseLease(
                context.RequestServices.GetRequiredService<CallerLimiters>()
                    .Streams.AttemptAcquire(Callers.NameOf(context)));
            context.Response.RegisterForDispose(lease);
            if (!lease.IsAcquired)
            {
                return ConnectionStatus.Reject("The caller holds too many connections open.");
            }

            context.Features.Get<RateLimitLease>()?.Dispose();
            context.Features.Set(lease);
        }

        if (!context.User.MayRead())
        {
            return ConnectionStatus.Reject("Send a credential with connection_init: {\"Authorization\":\"Bearer …\"}.");
        }

        context.Features.GetRequiredFeature<SocketMessages>().AcceptInit();
        return ConnectionStatus.Accept();
    }

    /// <inheritdoc/>
    public override async ValueTask OnRequestAsync(
        ISocketSession session,
        string operationSessionId,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken = default)
    {
        HttpContext context = session.Connection.HttpContext;
        MemoryHold message = context.Features.GetRequiredFeature<SocketMessages>().TakeMessage();
        int max = context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value.OperationsPerSocket;
        if (_operations.Begin(session, operationSessionId) > max)
        {
            message.Dispose();
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage($"A connection may have at most {max} operations at a time.")
                .SetCode("TOO_MANY_REQUESTS")
                .Build());
        }

        OperationLease lease = await OperationLease.AcquireAsync(context, message, cancellationToken);
        _operations.Add(session, operationSessionId, lease);
        lease.AddTo(requestBuilder);
        new EventCursors().AddTo(requestBuilder);
        requestBuilder.SetGlobalState(
            CallerRights.State,
            new CallerRights(context.User.MayReadPersonalData(), lease.Memory)
            {
                Name = context.User.Identity?.Name,
                MayRunCampaigns = context.User.MayRunCampaigns()
            });
        await base.OnRequestAsync(session, operationSessionId, requestBuilder, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<IOperationResult> OnResultAsync(
        ISocketSession session,
        string operationSessionId,
        IOperationResult result,
        CancellationToken cancellationToken = default)
    {
        // The result may contain newer data than the cache holds.
        HttpContext context = session.Connection.HttpContext;
        MonotonicReads reads = context.RequestServices.GetRequiredService<ResponseCacheStore>().MonotonicReads;
        reads.Record(Callers.NameOf(context), reads.Now);
        return base.OnResultAsync(session, operationSessionId, result, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask OnCompleteAsync(
        ISocketSession session, string operationSessionId, CancellationToken cancellationToken = default)
    {
        _operations.End(session, operationSessionId);
        return base.OnCompleteAsync(session, operationSessionId, cancellationToken);
    }

    private static string? CredentialIn(IOperationMessagePayload payload)
    {
        // A JsonDocument keeps duplicate keys, while a dictionary would keep only the last one.
        using JsonDocument? document = payload.As<JsonDocument>();
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string[] credentials;
        try
        {
            credentials =
            [
                .. document.RootElement.EnumerateObject()
                    .Where(entry => CredentialNames.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
                    .Select(entry => entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "")
            ];
        }
        catch (InvalidOperationException)
        {
            // A key or a value with half of a surrogate pair is no text.
            return "";
        }

        return credentials switch
        {
            [] => null,
            [var single] => BearerScheme.CredentialIn(single) ?? single,
            _ => ""
        };
    }
}
