using System.Globalization;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Leads;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Campaigns;

/// <summary>The endpoint for CSV downloads (campaign lists): all leads that match a filter.</summary>
public static partial class CampaignEndpoint
{
    private const string ParameterHelp = "The list accepts the parameters lead_score, search, segment, falls_before, "
        + "as_of, order, columns, format, separator and raw, each of which may be absent, and no other; it holds "
        + "everybody who matches.";

    private static readonly HashSet<string> Parameters = new(
        [
            "lead_score", "search", SegmentArgument.Name, LeadFilter.FallsBeforeParameter, PastMoment.Parameter, "order",
            .. CampaignListForm.Parameters
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Maps <c>GET</c> and <c>HEAD /api/user-activity.csv</c>.</summary>
    /// <param name="routes">Where to map it.</param>
    public static void MapCampaignList(this IEndpointRouteBuilder routes)
        => routes.MapMethods("/api/user-activity.csv", [HttpMethods.Get, HttpMethods.Head], GetAsync)
            .WithMetadata(new FailureMessage("Failed to fetch user activity data"), new Download())
            .DescribeCampaignList();

    private static async Task<Results<EmptyHttpResult, BadRequest<ErrorBody>>> GetAsync(
        HttpContext context,
        DatabaseReader reader,
        ScoringRules rules,
        SegmentSet segments,
        IOptions<LimitOptions> limits,
        TimeProvider clock,
        ILogger<CampaignCsv> logger)
    {
        IQueryCollection query = context.Request.Query;
        DateTime now = clock.GetUtcNow().UtcDateTime;
        int maxTextLength = limits.Value.TextLength;
        // If an unknown parameter were ignored, a misspelt filter would select all leads.
        if (query.Keys.FirstOrDefault(name => !Parameters.Contains(name)) is { } unknown)
        {
            return TypedResults.BadRequest(new ErrorBody($"There is no parameter {unknown}. {ParameterHelp}"));
        }

        if (!LeadFilter.TryParse(query, segments, maxLeads: null, maxTextLength, out LeadFilter? filter, out string? error)
            || !LeadOrder.TryParse(query, out LeadOrder? order, out error)
            || !PastMoment.TryParse(query, now, out DateTime? past, out error)
            || !CampaignListForm.TryParse(query, out CampaignListForm? form, out error))
        {
            return TypedResults.BadRequest(new ErrorBody(error));
        }

        bool mayReadPersonalData = context.User.MayReadPersonalData();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(limits.Value.DownloadTimeout);
        int total = 0;
        try
        {
            bool hasBody = !HttpMethods.IsHead(context.Request.Method);
            (LeadSnapshot openedSnapshot, (DateTime asOf, total, var leads)) = await reader.OpenSnapshotAsync(
                Callers.NameOf(context),
                async (snapshot, cancel) => (
                    past ?? await snapshot.Db.ActivityAsOfAsync(now, cancel),
                    await Leads(snapshot.Db).CountAsync(cancel),
                    hasBody
                        ? await SnapshotRows<UserActivity>.BeginAsync(
                            reader, snapshot, CampaignColumn.Select(order.Of(Leads(snapshot.Db)), form.Columns), cancel)
                        : null),
                timeout.Token);
            await using LeadSnapshot snapshot = openedSnapshot;
            WriteHeaders(context.Response, form, FileName(filter.Tiers, past ?? now, form), total, asOf);
            if (leads is not null)
            {
                await CampaignBody.SendAsync(
                    leads, snapshot, form, rules, context.Response.BodyWriter, timeout.Token);
            }
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                throw;
            }

            // The status has been sent, so only a closed connection tells the client that the list is incomplete.
            LogIncompleteList(logger, exception, total);
            context.Abort();
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // The client has disconnected.
            context.Abort();
        }

        return TypedResults.Empty;

        IQueryable<UserActivity> Leads(LeadGraphDbContext db)
            => filter.Of(db.UserActivity(rules, now, mayReadPersonalData, asOf: past));
    }

    private static void WriteHeaders(
        HttpResponse response, CampaignListForm form, string fileName, int total, DateTime asOf)
    {
        response.ContentType = form.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename={fileName}";
        response.SetLeadHeaders(asOf);
        response.Headers[TotalCountHeader.Name] = total.ToString(CultureInfo.InvariantCulture);
    }

    // The name contains the tiers and the time, so that the outcome of a campaign can be computed later.
    private static string FileName(IReadOnlyList<LeadScore> tiers, DateTime now, CampaignListForm form)
    {
        string names = tiers.Count == 0
            ? "all"
            : string.Join('-', tiers.Distinct().OrderDescending()).ToLowerInvariant();
        return $"leads-{names}-{now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}.{form.Extension}";
    }

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error,
        Message = "A CSV download of {Total} leads was not sent completely.")]
    private static partial void LogIncompleteList(ILogger logger, Exception exception, int total);
}
