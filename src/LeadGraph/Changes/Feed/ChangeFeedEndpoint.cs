using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading.RateLimiting;
using LeadGraph.Access;
using LeadGraph.Http;
using LeadGraph.Leads;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Changes.Feed;

/// <summary>The REST endpoint of recorded changes of tier.</summary>
public static class ChangeFeedEndpoint
{
    /// <summary>The address.</summary>
    public const string Path = "/api/lead-score-changes";

    /// <summary>The largest value of <c>limit</c>.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>The default of <c>limit</c>.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The largest value of <c>wait</c>, in seconds.</summary>
    public const int MaxWait = 60;

    // The parameters that the address of the next page has too. ASP.NET Core reads their names in any letters.
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "limit", "to", SegmentArgument.Name, LongPoll.Parameter, UnknownParameters.Strict
    };

    /// <summary>Maps <c>GET /api/lead-score-changes</c>.</summary>
    /// <param name="routes">The route builder.</param>
    public static void MapChangeFeed(this IEndpointRouteBuilder routes)
        => routes.MapGet(Path, GetChangesAsync)
            .WithMetadata(new FailureMessage("Failed to fetch changes of tier"), new LongPoll())
            .WithParameters(["after", .. Kept.Except([UnknownParameters.Strict])])
            .DescribeChangeFeed();

    private static async Task<Results<Ok<ChangeRow[]>, EmptyHttpResult, JsonHttpResult<ErrorBody>>> GetChangesAsync(
        HttpContext context, SegmentFeed feed, SegmentSet segments, ChangeSignal signal,
        CallerLimiters limiters, IHostApplicationLifetime lifetime)
    {
        if (!TryParse(context.Request.Query, out ChangeRequest? request, out TimeSpan wait, out string? error)
            || !segments.TryParse(context.Request.Query, out Segment? segment, out error))
        {
            return Error(StatusCodes.Status400BadRequest, error);
        }

        if (wait > TimeSpan.Zero)
        {
            StreamExpiry.EndWithCredential(context);
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        ends.CancelAfter(wait);
        string caller = Callers.NameOf(context);
        while (true)
        {
            // Before the read, so that nothing that is recorded meanwhile is waited for.
            Task next = signal.Next;
            ChangePage page;
            try
            {
                using RateLimitLease? lease = wait == TimeSpan.Zero
                    ? null : await limiters.Service.AcquireAsync(cancellationToken: context.RequestAborted);
                if (lease is { IsAcquired: false })
                {
                    await ServerConcurrencyMiddleware.WriteBusyAsync(context);
                    return TypedResults.Empty;
                }

                page = await feed.ReadAsync(
                    request, segment, context.User.MayReadPersonalData(), caller, countsAll: false,
                    context.RequestAborted);
            }
            catch (ChangeFeedException problem)
            {
                return problem.Problem == ChangeFeedProblem.StoreMissing
                    ? Error(StatusCodes.Status501NotImplemented, problem.Message)
                    : Error(StatusCodes.Status410Gone, $"{problem.Message} Begin with after={problem.Oldest}.");
            }

            if (page.Changes.Count == 0 && wait > TimeSpan.Zero && !ends.IsCancellationRequested)
            {
                if (page.Reached is { } reached)
                {
                    request = request with { After = page.PositionOf(reached) };
                    continue;
                }

                await next.WaitAsync(ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.RequestAborted.ThrowIfCancellationRequested();
                // What has been looked at needs no second look.
                request = request with { After = page.PositionOf(page.Last) };
                continue;
            }

            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.Link = $"<{NextAddress(context.Request, page)}>; rel=\"next\"";
            return TypedResults.Ok(page.Changes.Select(ChangeRow.Of).ToArray());
        }
    }

    private static JsonHttpResult<ErrorBody> Error(int status, string message)
        => TypedResults.Json(new ErrorBody(message), statusCode: status);

    // Relative, because behind a proxy the service does not know its own address.
    private static string NextAddress(HttpRequest request, ChangePage page)
    {
        long after = page.HasMore ? page.Reached ?? page.Changes[^1].Id : page.Last;
        IEnumerable<KeyValuePair<string, string?>> parameters = request.Query
            .Where(given => Kept.Contains(given.Key))
            .Select(given => KeyValuePair.Create(given.Key.ToLowerInvariant(), given.Value[0]))
            .Append(KeyValuePair.Create("after", (string?)page.PositionOf(after).ToString()));
        return $"{request.PathBase}{Path}{QueryString.Create(parameters)}";
    }

    private static bool TryParse(
        IQueryCollection query, [NotNullWhen(true)] out ChangeRequest? request, out TimeSpan wait,
        [NotNullWhen(false)] out string? error)
    {
        request = null;
        wait = TimeSpan.Zero;
        LeadScore? to = null;
        if (!TryParsePlace(query, out ChangeCursor? after, out error)
            || !TryParseNumber(query, "limit", 1, MaxLimit, out long? limit, out error)
            || !TryParseNumber(query, LongPoll.Parameter, 0, MaxWait, out long? seconds, out error))
        {
            return false;
        }

        if (query["to"] is { Count: > 0 } names)
        {
            if (names.Count > 1 || !LeadFilter.TryParseTier(names[0], out LeadScore tier))
            {
                error = $"to accepts one of {string.Join(", ", LeadFilter.TierNames)}.";
                return false;
            }

            to = tier;
        }

        wait = TimeSpan.FromSeconds(seconds ?? 0);
        request = new ChangeRequest(
            after, Before: null, (int)(limit ?? DefaultLimit), To: to is { } one ? [one] : null);
        return true;
    }

    private static bool TryParseNumber(
        IQueryCollection query, string name, long least, long most, out long? number,
        [NotNullWhen(false)] out string? error)
    {
        number = null;
        error = null;
        StringValues given = query[name];
        if (given.Count == 0)
        {
            return true;
        }

        if (given.Count == 1
            && long.TryParse(given[0], NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            && value >= least && value <= most)
        {
            number = value;
            return true;
        }

        error = $"{name} accepts one whole number from {least} to {most}.";
        return false;
    }

    // The cursor of an address, or the id of a change, which does not say of which store it is.
    private static bool TryParsePlace(
        IQueryCollection query, out ChangeCursor? position, [NotNullWhen(false)] out string? error)
    {
        position = null;
        error = null;
        StringValues given = query["after"];
        if (given.Count == 0)
        {
            return true;
        }

        if (given.Count == 1)
        {
            if (long.TryParse(given[0], NumberStyles.None, CultureInfo.InvariantCulture, out long id))
            {
                position = new ChangeCursor(id, Store: null);
                return true;
            }

            if (ChangeCursor.TryParse(given[0], out ChangeCursor cursor))
            {
                position = cursor;
                return true;
            }
        }

        error = "after accepts one cursor, as the Link header has it, or the id of a change.";
        return false;
    }
}
