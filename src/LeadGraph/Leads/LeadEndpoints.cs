using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HotChocolate.Types.Pagination;
using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Configuration;
using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Leads.Paging;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Leads;

/// <summary>The REST endpoint of the lead list.</summary>
public static class LeadEndpoints
{
    // Letters of all scripts are written unescaped; markup, + and emoji are escaped.
    private static readonly JsonSerializerOptions Json =
        new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly JsonWriterOptions Escaped = new() { Encoder = Json.Encoder };

    private static readonly PageSelection NextPage = new(
        Nodes: true, Cursors: true, HasNextPage: true, HasPreviousPage: false, Rows: true, TotalCount: false);

    private const string Path = "/api/user-activity";

    private static readonly string[] Parameters =
    [
        "lead_score", "search", SegmentArgument.Name, LeadFilter.FallsBeforeParameter, PastMoment.Parameter,
        LeadField.Parameter, "limit", LeadPaging.AfterParameter, LeadPaging.CountParameter
    ];

    /// <summary>Maps <c>GET</c> and <c>HEAD /api/user-activity</c>.</summary>
    /// <param name="routes">The route builder.</param>
    public static void MapLeads(this IEndpointRouteBuilder routes)
        => routes.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], GetLeadsAsync)
            .WithMetadata(new FailureMessage("Failed to fetch user activity data"), new CacheableResponse())
            .WithParameters(Parameters)
            .DescribeLeads();

    private static async Task<Results<FileContentHttpResult, StatusCodeHttpResult, BadRequest<ErrorBody>>>
        GetLeadsAsync(
        HttpContext context,
        DatabaseReader reader,
        ScoringRules rules,
        SegmentSet segments,
        IOptions<LeadGraphOptions> options,
        IOptions<LimitOptions> limits,
        TimeProvider clock)
    {
        int maxLeads = options.Value.MaxLeads, longestText = limits.Value.TextLength;
        DateTime now = clock.GetUtcNow().UtcDateTime;
        if (!LeadFilter.TryParse(
            context.Request.Query, segments, maxLeads, longestText, out LeadFilter? filter, out string? error)
            || !LeadField.TryParse(context.Request.Query, out IReadOnlyList<LeadField>? fields, out error)
            || !PastMoment.TryParse(context.Request.Query, now, out DateTime? past, out error)
            || !LeadPaging.TryParse(context.Request.Query, past, out LeadPaging? paging, out error))
        {
            return TypedResults.BadRequest(new ErrorBody(error));
        }

        bool mayReadPersonalData = context.User.MayReadPersonalData();
        OperationMemory memory = MemoryBudget.MemoryOf(context);
        LeadList list = await reader.ReadAsync(
            memory.Caller,
            async (db, stop) =>
            {
                db.Charge = memory.Charge;
                IQueryable<UserActivity> activity =
                    db.UserActivity(rules, now, mayReadPersonalData, filter.IsPage, asOf: past);
                LeadList found = await ReadAsync(db, activity, filter, fields, paging, past, now, stop);
                return paging.IsCounted
                    ? found with { Total = await filter.Of(activity).CountAsync(stop) }
                    : found;
            },
            context.RequestAborted);

        memory.Charge(list.Body.Length);
        context.Response.SetLeadHeaders(list.AsOf);
        if (list.Total is { } total)
        {
            context.Response.Headers[TotalCountHeader.Name] = total.ToString(CultureInfo.InvariantCulture);
        }

        if (list.Last is { } last)
        {
            QueryString next = paging.Next(context.Request.Query, filter, fields, last);
            // Relative, because behind a proxy the service does not know its own address.
            context.Response.Headers.Link = $"<{context.Request.PathBase}{Path}{next}>; rel=\"next\"";
        }

        EntityTagHeaderValue tag = TagOf(list, context.Response.Headers.Link.ToString(), mayReadPersonalData);
        context.Response.GetTypedHeaders().ETag = tag;
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known
            => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(list.Body, "application/json; charset=utf-8");
    }

    private static async Task<LeadList> ReadAsync(
        LeadGraphDbContext db, IQueryable<UserActivity> activity, LeadFilter filter, IReadOnlyList<LeadField>? fields,
        LeadPaging paging, DateTime? past, DateTime now, CancellationToken cancellationToken)
    {
        bool hasTicks = past is null && db.HasTicks();
        if (hasTicks && fields is null && paging.After is null)
        {
            List<TickedLead> ticked = await TickedRows(activity, filter).ToListAsync(cancellationToken);
            if (ticked is [{ AsOf: { } tick }, ..])
            {
                return OfRows(tick, ticked.ConvertAll(lead => lead.Row), filter);
            }
        }

        // Read first, so that the rows are never older than Last-Modified.
        DateTime asOf = past ?? await db.ActivityAsOfAsync(now, cancellationToken);
        if (paging.After is { } after)
        {
            Connection<UserActivity> page = await new PageReader(
                filter.Of(activity), paging.Order, LeadField.Columns(fields ?? LeadField.Default),
                isIndexed: hasTicks, cancellationToken)
                .ReadAsync(new PageRequest(filter.Limit, after, Last: null, Before: null), NextPage);
            return OfLeads(asOf, [.. page.Edges.Select(edge => edge.Node)], fields, page.Info.HasNextPage);
        }

        if (fields is null)
        {
            return OfRows(asOf, await Rows(activity, filter).ToListAsync(cancellationToken), filter);
        }

        List<UserActivity> leads = await Leads(activity, filter)
            .Select(Projection.With(LeadField.Columns(fields), paging.Order)!).ToListAsync(cancellationToken);
        return OfLeads(asOf, leads, fields, hasNext: leads.Count == filter.Limit);
    }

    // A list that is full may go on. Reading one lead more to know would cost every caller something, and few go on.
    private static LeadList OfRows(DateTime asOf, List<LeadRow> rows, LeadFilter filter) => new(
        asOf, JsonSerializer.SerializeToUtf8Bytes(rows, Json),
        rows.Count == filter.Limit && rows is [.., var last]
            ? new UserActivity { UserId = last.UserId, TotalEvents = last.TotalEvents }
            : null);

    private static LeadList OfLeads(
        DateTime asOf, List<UserActivity> leads, IReadOnlyList<LeadField>? fields, bool hasNext)
        => new(
            asOf, LeadField.Write(leads, fields ?? LeadField.Default, Escaped),
            hasNext ? leads.LastOrDefault() : null);


    /// <summary>The query for the rows of a response.</summary>
    /// <param name="activity">The activity to filter.</param>
    /// <param name="filter">The parsed parameters.</param>
    public static IQueryable<LeadRow> Rows(IQueryable<UserActivity> activity, LeadFilter filter)
        => Leads(activity, filter).Select(LeadRow.OfActivity);

    /// <summary>
    /// The query for the rows of a response with the time of the tick that they are of, in Maintained mode: one
    /// statement, because a second one would take as long as this one.
    /// </summary>
    /// <param name="activity">The activity to filter.</param>
    /// <param name="filter">The parsed parameters.</param>
    internal static IQueryable<TickedLead> TickedRows(IQueryable<UserActivity> activity, LeadFilter filter)
        => Leads(activity, filter).Select(TickedLead.OfActivity);

    private static IQueryable<UserActivity> Leads(IQueryable<UserActivity> activity, LeadFilter filter)
        => filter.Of(activity).OrderByDescending(x => x.TotalEvents).ThenBy(x => x.UserId).Take(filter.Limit);

    // Responses to callers of different rights get different tags, even if their bodies are equal.
    private static EntityTagHeaderValue TagOf(LeadList list, string link, bool mayReadPersonalData)
    {
        // What a page says in headers is part of it.
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content.AppendData(list.Body);
        content.AppendData(Encoding.UTF8.GetBytes(link));
        string hash = Convert.ToHexStringLower(content.GetHashAndReset().AsSpan(0, 16));
        string total = list.Total is { } number ? $"-{number}" : "";
        return new EntityTagHeaderValue($"\"{(mayReadPersonalData ? "p" : "r")}{hash}{total}\"");
    }

    // The last lead is that of a page behind which there may be more.
    private sealed record LeadList(DateTime AsOf, byte[] Body, UserActivity? Last, int? Total = null);
}
