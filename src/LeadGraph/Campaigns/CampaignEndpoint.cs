using System.Globalization;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Leads;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Campaigns;

/// <summary>The endpoint for campaign lists: everybody who matches, as CSV.</summary>
public static partial class CampaignEndpoint
{
    /// <summary>The header that says how many leads a list holds when it is whole.</summary>
    public const string TotalCountHeader = "X-Total-Count";

    private const string Refusal = "The list accepts the parameters lead_score, search and order, each of which may be "
        + "absent, and no other; it holds everybody who matches.";

    private static readonly HashSet<string> Parameters =
        new(["lead_score", "search", "order"], StringComparer.OrdinalIgnoreCase);

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
        IOptions<LimitOptions> limits,
        TimeProvider clock,
        ILogger<CampaignCsv> logger)
    {
        IQueryCollection query = context.Request.Query;
        int longestText = limits.Value.TextLength;
        // A limit that is not kept, or a filter that is misspelt, would let a campaign go to everybody.
        if (query.Keys.FirstOrDefault(name => !Parameters.Contains(name)) is { } unknown)
        {
            return TypedResults.BadRequest(new ErrorBody($"There is no parameter {unknown}. {Refusal}"));
        }

        if (!LeadFilter.TryParse(query, maxLeads: null, longestText, out LeadFilter? filter, out string? error)
            || !LeadOrder.TryParse(query, out LeadOrder? order, out error))
        {
            return TypedResults.BadRequest(new ErrorBody(error));
        }

        bool mayReadPersonalData = context.User.MayReadPersonalData();
        DateTime now = clock.GetUtcNow().UtcDateTime;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        ending.CancelAfter(limits.Value.DownloadTimeout);
        int total = 0;
        try
        {
            (LeadSnapshot opened, (DateTime asOf, total)) = await reader.OpenSnapshotAsync(
                async (db, opening) => (
                    await db.ActivityAsOfAsync(now, opening), await Leads(db).CountAsync(opening)),
                ending.Token);
            await using LeadSnapshot snapshot = opened;
            await using var sending = new DetachedCancellation(ending.Token);
            WriteHeaders(context.Response, FileName(filter.Tiers, now), total, asOf);
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await CampaignBody.SendAsync(
                    order.Of(Leads(snapshot.Db)), snapshot, context.Response.BodyWriter, sending.Token);
            }
        }
        catch (Exception failure) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (!ending.IsCancellationRequested)
            {
                reader.NoteFailure(failure);
            }

            if (!context.Response.HasStarted)
            {
                throw;
            }

            // The status has been sent. That the list is not whole can only be told by breaking it off.
            LogBrokenOff(logger, failure, total);
            context.Abort();
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // Nobody waits for the rest.
            context.Abort();
        }

        return TypedResults.Empty;

        IQueryable<UserActivity> Leads(LeadGraphDbContext db)
            => filter.Of(db.UserActivity(rules, now, mayReadPersonalData));
    }

    private static void WriteHeaders(HttpResponse response, string fileName, int total, DateTime asOf)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename={fileName}";
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.LastModified = HeaderUtilities.FormatDate(asOf);
        response.Headers.Append(HeaderNames.Vary, $"{HeaderNames.Authorization}, {CredentialAuthenticationHandler.KeyHeader}");
        response.Headers[TotalCountHeader] = total.ToString(CultureInfo.InvariantCulture);
    }

    // The tier and the instant, so that it can be told later how many of which tier bought something.
    private static string FileName(IReadOnlyList<LeadScore> tiers, DateTime now)
    {
        string names = tiers.Count == 0
            ? "all"
            : string.Join('-', tiers.Distinct().OrderDescending()).ToLowerInvariant();
        return $"leads-{names}-{now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}.csv";
    }

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "A list of {Total} leads broke off.")]
    private static partial void LogBrokenOff(ILogger logger, Exception failure, int total);
}
