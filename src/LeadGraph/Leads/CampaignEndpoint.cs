using System.Globalization;
using System.IO.Pipelines;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Leads;

/// <summary>The endpoint for campaign lists: everybody who matches, as CSV.</summary>
public static partial class CampaignEndpoint
{
    /// <summary>The header that says how many leads a list holds when it is whole.</summary>
    public const string TotalCountHeader = "X-Total-Count";

    private const int FlushBytes = 32 * 1024;

    /// <summary>Maps <c>GET</c> and <c>HEAD /api/user-activity.csv</c>.</summary>
    /// <param name="routes">Where to map it.</param>
    public static void MapCampaignList(this IEndpointRouteBuilder routes)
        => routes.MapMethods("/api/user-activity.csv", [HttpMethods.Get, HttpMethods.Head], GetAsync)
            .WithMetadata(new FailureMessage("Failed to fetch user activity data"))
            .DescribeCampaignList();

    private static async Task<Results<EmptyHttpResult, BadRequest<ErrorBody>>> GetAsync(
        HttpContext context,
        LeadDatabase database,
        ScoringRules rules,
        IOptions<LimitOptions> limits,
        TimeProvider clock,
        ILogger<CampaignCsv> logger)
    {
        IQueryCollection query = context.Request.Query;
        int longestText = limits.Value.TextLength;
        if (!LeadFilter.TryParse(query, maxLeads: null, longestText, out LeadFilter? filter, out string? error)
            || !LeadOrder.TryParse(query, out LeadOrder? order, out error))
        {
            return TypedResults.BadRequest(new ErrorBody(error));
        }

        CancellationToken aborted = context.RequestAborted;
        bool mayReadPersonalData = context.User.MayReadPersonalData();
        DateTime now = clock.GetUtcNow().UtcDateTime;
        var (opened, (asOf, total)) = await database.OpenSnapshotAsync(
            async (db, ending) => (
                await db.ActivityAsOfAsync(now, ending), await Leads(db).CountAsync(ending)),
            limits.Value.ExecutionTimeout,
            aborted);
        await using LeadSnapshot snapshot = opened;

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename={FileName(filter.Tiers, now)}";
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.LastModified = HeaderUtilities.FormatDate(asOf);
        context.Response.Headers.Append(HeaderNames.Vary, $"{HeaderNames.Authorization}, {AccessHandler.KeyHeader}");
        context.Response.Headers[TotalCountHeader] = total.ToString(CultureInfo.InvariantCulture);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            try
            {
                await WriteAsync(order.Of(Leads(snapshot.Db)), context.Response.BodyWriter, aborted);
            }
            catch (Exception failure) when (context.Response.HasStarted)
            {
                // The status has been sent. That the list is not whole can only be told by breaking it off.
                if (!aborted.IsCancellationRequested)
                {
                    LogBrokenOff(logger, failure, total);
                }

                context.Abort();
            }
        }

        return TypedResults.Empty;

        IQueryable<UserActivity> Leads(LeadGraphDbContext db)
            => filter.Of(db.UserActivity(rules, now, mayReadPersonalData));
    }

    private static async Task WriteAsync(
        IQueryable<UserActivity> leads, PipeWriter output, CancellationToken cancellationToken)
    {
        var csv = new CampaignCsv(output);
        await using IAsyncEnumerator<UserActivity> lead =
            leads.AsAsyncEnumerable().GetAsyncEnumerator(cancellationToken);
        // While nothing has been written, a query that fails can still be answered with an error.
        bool isThere = await lead.MoveNextAsync();
        csv.WriteHeader();
        await output.FlushAsync(cancellationToken);
        for (; isThere; isThere = await lead.MoveNextAsync())
        {
            csv.Write(lead.Current);
            if (output.UnflushedBytes >= FlushBytes)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        await output.FlushAsync(cancellationToken);
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
