using System.Text.Json;
using HotChocolate.AspNetCore;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Execution;
using LeadGraph.Limits;
using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>Tells resolvers what the caller may read, of operations that come over HTTP.</summary>
public sealed class HttpCallerInterceptor : DefaultHttpRequestInterceptor
{
    /// <inheritdoc/>
    public override ValueTask OnCreateAsync(
        HttpContext context,
        IRequestExecutor requestExecutor,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken)
    {
        requestBuilder.SetGlobalState(CallerRights.State, new CallerRights(context.User.MayReadPersonalData()));
        return base.OnCreateAsync(context, requestExecutor, requestBuilder, cancellationToken);
    }
}

/// <summary>
/// Lets in callers who open a WebSocket: by what they send with <c>connection_init</c>, since browsers cannot send
/// headers, or else by the headers with which they opened it.
/// </summary>
public sealed class SocketCallerInterceptor : DefaultSocketSessionInterceptor
{
    private const string BearerPrefix = "Bearer ";

    private static readonly string[] CredentialNames = ["Authorization", AccessHandler.KeyHeader, "apiKey", "token"];

    /// <inheritdoc/>
    public override async ValueTask<ConnectionStatus> OnConnectAsync(
        ISocketSession session,
        IOperationMessagePayload connectionInitMessage,
        CancellationToken cancellationToken = default)
    {
        HttpContext context = session.Connection.HttpContext;
        if (CredentialIn(connectionInitMessage) is { } credential)
        {
            AuthenticateResult result =
                await context.RequestServices.GetRequiredService<ICallers>().FindAsync(credential);
            if (result.Principal is not { } caller)
            {
                return ConnectionStatus.Reject(result.Failure?.Message ?? "The credential is not accepted.");
            }

            context.User = caller;
            StreamExpiry.EndWith(context, result.Properties?.ExpiresUtc);
            if (!context.RequestServices.GetRequiredService<SocketLimit>().TryAdmit(context))
            {
                return ConnectionStatus.Reject("The caller holds too many connections open.");
            }
        }

        return context.User.MayRead()
            ? ConnectionStatus.Accept()
            : ConnectionStatus.Reject("Send a credential with connection_init: {\"Authorization\":\"Bearer …\"}.");
    }

    /// <inheritdoc/>
    public override ValueTask OnRequestAsync(
        ISocketSession session,
        string operationSessionId,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken = default)
    {
        bool mayReadPersonalData = session.Connection.HttpContext.User.MayReadPersonalData();
        requestBuilder.SetGlobalState(CallerRights.State, new CallerRights(mayReadPersonalData));
        return base.OnRequestAsync(session, operationSessionId, requestBuilder, cancellationToken);
    }

    private static string? CredentialIn(IOperationMessagePayload payload)
    {
        Dictionary<string, JsonElement> entries = payload.As<Dictionary<string, JsonElement>>() ?? [];
        string[] given =
        [
            .. entries
                .Where(entry => CredentialNames.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
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
