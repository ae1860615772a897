using HotChocolate.AspNetCore;
using HotChocolate.Execution;
using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Http;
using LeadGraph.Limits;

namespace LeadGraph.GraphQL;

/// <summary>Gives resolvers the caller's rights and lease and the last event's id, for operations over HTTP.</summary>
public sealed class HttpRequestInterceptor : DefaultHttpRequestInterceptor
{
    /// <inheritdoc/>
    public override async ValueTask OnCreateAsync(
        HttpContext context,
        IRequestExecutor requestExecutor,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken)
    {
        OperationLease lease = OperationLease.FromRequest(context);
        requestBuilder.SetGlobalState(
            CallerRights.State,
            new CallerRights(context.User.MayReadPersonalData(), lease.Memory)
            {
                Name = context.User.Identity?.Name,
                MayRunCampaigns = context.User.MayRunCampaigns(),
                AllowsChanges = context.Features.Get<ExclusiveRequest>() is not null
            });
        lease.AddTo(requestBuilder);
        string? lastEventId = context.Request.Headers[EventCursors.Header];
        new EventCursors(lastEventId is "" ? null : lastEventId).AddTo(requestBuilder);
        if (context.Features.Get<ResponseOutcome>() is { } outcome)
        {
            requestBuilder.SetGlobalState(OutcomeRecorder.State, outcome);
        }

        if (context.Features.Get<OwnDocument>() is not null)
        {
            requestBuilder.AllowNonPersistedOperation();
        }

        await base.OnCreateAsync(context, requestExecutor, requestBuilder, cancellationToken);
    }
}
