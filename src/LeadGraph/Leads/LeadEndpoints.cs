using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Configuration;
using LeadGraph.Data;
using LeadGraph.Http;
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

    /// <summary>Maps <c>GET</c> and <c>HEAD /api/user-activity</c>.</summary>
    /// <param name="routes">The route builder.</param>
    public static void MapLeads(this IEndpointRouteBuilder routes)
        => routes.MapMethods("/api/user-activity", [HttpMethods.Get, HttpMethods.Head], GetLeadsAsync)
            .WithMetadata(new FailureMessage("Failed to fetch user activity data"), new CacheableResponse())
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
            || !PastMoment.TryParse(context.Request.Query, now, out DateTime? past, out error))
        {
            return TypedResults.BadRequest(new ErrorBody(error));
        }

        bool mayReadPersonalData = context.User.MayReadPersonalData();
        OperationMemory memory = MemoryBudget.MemoryOf(context);
        (DateTime asOf, byte[] body) = await reader.ReadAsync(
            memory.Caller,
            async (db, stop) =>
            {
                db.Charge = memory.Charge;
                IQueryable<UserActivity> activity =
                    db.UserActivity(rules, now, mayReadPersonalData, filter.IsPage, asOf: past);
                if (fields is null && past is null && db.HasTicks())
                {
                    List<TickedLead> rows = await TickedRows(db, activity, filter).ToListAsync(stop);
                    if (rows is [{ AsOf: { } tick }, ..])
                    {
                        return (tick, JsonSerializer.SerializeToUtf8Bytes(rows.ConvertAll(x => x.Row), Json));
                    }
                }

                // Read first, so that the rows are never older than Last-Modified.
                DateTime asOf = past ?? await db.ActivityAsOfAsync(now, stop);
                return (asOf, fields is null
                    ? JsonSerializer.SerializeToUtf8Bytes(await Rows(activity, filter).ToListAsync(stop), Json)
                    : LeadField.Write(
                        await LeadField.Select(Leads(activity, filter), fields).ToListAsync(stop), fields, Escaped));
            },
            context.RequestAborted);

        memory.Charge(body.Length);
        context.Response.SetLeadHeaders(asOf);
        EntityTagHeaderValue tag = TagOf(body, mayReadPersonalData);
        context.Response.GetTypedHeaders().ETag = tag;
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known
            => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(body, "application/json; charset=utf-8");
    }

    /// <summary>The query for the rows of a response.</summary>
    /// <param name="activity">The activity to filter.</param>
    /// <param name="filter">The parsed parameters.</param>
    public static IQueryable<LeadRow> Rows(IQueryable<UserActivity> activity, LeadFilter filter)
        => Leads(activity, filter).Select(LeadRow.OfActivity);

    /// <summary>
    /// The query for the rows of a response with the time of the tick that they are of, in Maintained mode: one
    /// statement, because a second one would take as long as this one.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="activity">The activity to filter.</param>
    /// <param name="filter">The parsed parameters.</param>
    internal static IQueryable<TickedLead> TickedRows(
        LeadGraphDbContext db, IQueryable<UserActivity> activity, LeadFilter filter)
    {
        IQueryable<DateTime?> tick = db.AsOf().Select(asOf => (DateTime?)asOf);
        return Rows(activity, filter).Select(row => new TickedLead(row, tick.FirstOrDefault()));
    }

    private static IQueryable<UserActivity> Leads(IQueryable<UserActivity> activity, LeadFilter filter)
        => filter.Of(activity).OrderByDescending(x => x.TotalEvents).ThenBy(x => x.UserId).Take(filter.Limit);

    // Responses to callers of different rights get different tags, even if their bodies are equal.
    private static EntityTagHeaderValue TagOf(byte[] body, bool mayReadPersonalData)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16));
        return new EntityTagHeaderValue($"\"{(mayReadPersonalData ? "p" : "r")}{hash}\"");
    }
}
