using System.Globalization;
using System.IO.Pipelines;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Campaigns;

/// <summary>The endpoints for the lists of a campaign: who gets which message. Who gets none is on no list.</summary>
public static partial class CampaignMembersEndpoint
{
    /// <summary>The address of the ids alone.</summary>
    public const string IdsPath = "/api/campaigns/{id}/ids";

    private const string Path = "/api/campaigns/{id}/members.{format}";
    private const int MembersPerRead = 1_000;
    private const int FlushBytes = 32 * 1024;

    private static readonly HashSet<string> Parameters =
        new(["variant", "columns", "separator", "raw"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> IdsParameters = new(["variant"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Maps the endpoints.</summary>
    /// <param name="routes">Where to map them.</param>
    public static void MapCampaignMembers(this IEndpointRouteBuilder routes)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods(Path, methods, GetMembersAsync)
            .WithMetadata(new FailureMessage("Failed to fetch the members of the campaign"), new Download())
            .DescribeCampaignMembers();
        routes.MapMethods(IdsPath, methods, GetIdsAsync)
            .WithMetadata(new FailureMessage("Failed to fetch the members of the campaign"), new Download())
            .DescribeCampaignIds();
    }

    private static Task<Results<EmptyHttpResult, JsonHttpResult<ErrorBody>>> GetMembersAsync(
        HttpContext context, string id, string format, MemberReader members, ScoringRules rules)
        => CampaignListForm.TryParseMembers(
            context.Request.Query, format, out CampaignListForm? form, out string? error)
            ? SendAsync(
                context, id, members, form.ContentType, form.Extension,
                form.CreateWriter(context.Response.BodyWriter, rules), Parameters,
                withNames: form.Columns.Any(column => column.IsPersonal))
            : Task.FromResult(Error(StatusCodes.Status400BadRequest, error));

    private static Task<Results<EmptyHttpResult, JsonHttpResult<ErrorBody>>> GetIdsAsync(
        HttpContext context, string id, MemberReader members)
        => SendAsync(
            context, id, members, "text/plain; charset=utf-8", "txt", new CampaignIdLines(context.Response.BodyWriter),
            IdsParameters, withNames: false);

    private static async Task<Results<EmptyHttpResult, JsonHttpResult<ErrorBody>>> SendAsync(
        HttpContext context, string id, MemberReader members, string contentType, string extension,
        ICampaignWriter rows, HashSet<string> parameters, bool withNames)
    {
        await using ICampaignWriter writer = rows;
        IQueryCollection query = context.Request.Query;
        if (query.Keys.FirstOrDefault(name => !parameters.Contains(name)) is { } unknown)
        {
            return Error(
                StatusCodes.Status400BadRequest,
                $"There is no parameter {unknown}. This list accepts {string.Join(", ", parameters)}.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(members.Timeout);
        string caller = Callers.NameOf(context);
        Campaign? campaign;
        try
        {
            campaign = await members.FindAsync(id, caller, timeout.Token);
        }
        catch (CampaignException problem)
        {
            return problem.Code == CampaignException.StoreMissing
                ? Error(StatusCodes.Status501NotImplemented, problem.Message)
                : Error(StatusCodes.Status404NotFound, $"There is no campaign {id}.");
        }

        if (campaign is null)
        {
            return Error(StatusCodes.Status404NotFound, $"There is no campaign {id}.");
        }

        int? variant = null;
        if (query["variant"] is { Count: > 0 } names)
        {
            variant = campaign.Variants.Index().Where(x => x.Item.Name == names.ToString())
                .Select(x => (int?)x.Index).FirstOrDefault();
            if (variant is null)
            {
                return Error(
                    StatusCodes.Status400BadRequest,
                    $"variant accepts {string.Join(", ", campaign.Variants.Select(x => x.Name))}.");
            }
        }

        int total = campaign.Variants.Index()
            .Where(x => variant is null || x.Index == variant).Sum(x => x.Item.Members);
        await using IAsyncEnumerator<UserActivity> list = members.ReadAsync(
            campaign, variant, MembersPerRead, withNames && context.User.MayReadPersonalData(), caller, timeout.Token)
            .GetAsyncEnumerator(timeout.Token);
        bool isHead = HttpMethods.IsHead(context.Request.Method);
        // Before anything is written: a read that fails is answered by an error.
        bool hasMember = !isHead && await list.MoveNextAsync();
        WriteHeaders(context.Response, contentType, FileName(campaign, variant, extension), total);
        if (isHead)
        {
            return TypedResults.Empty;
        }

        try
        {
            await WriteAsync(context.Response.BodyWriter, timeout.Token);
        }
        catch (Exception failure) when (context.Response.HasStarted)
        {
            // The status has been sent, so only a closed connection tells the client that the list is incomplete.
            if (!context.RequestAborted.IsCancellationRequested)
            {
                members.LogIncomplete(failure, campaign.Number);
            }

            context.Abort();
        }

        return TypedResults.Empty;

        async Task WriteAsync(PipeWriter output, CancellationToken stop)
        {
            await writer.BeginAsync(stop);
            await output.FlushAsync(stop);
            int sent = 0;
            for (; hasMember; hasMember = await list.MoveNextAsync())
            {
                sent++;
                await writer.WriteAsync(list.Current, stop);
                if (output.UnflushedBytes >= FlushBytes)
                {
                    await output.FlushAsync(stop);
                }
            }

            if (sent != total)
            {
                throw new InvalidOperationException($"The campaign was deleted after {sent} of {total} members.");
            }

            await writer.EndAsync(stop);
            await output.FlushAsync(stop);
        }
    }

    private static void WriteHeaders(HttpResponse response, string contentType, string fileName, int total)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        response.ContentType = contentType;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
        response.Headers[TotalCountHeader.Name] = total.ToString(CultureInfo.InvariantCulture);
    }

    private static string FileName(Campaign campaign, int? variant, string extension)
        => $"campaign-{campaign.Id}{(variant is { } index ? $"-{campaign.Variants[index].Name}" : "")}.{extension}";

    private static Results<EmptyHttpResult, JsonHttpResult<ErrorBody>> Error(int status, string message)
        => TypedResults.Json(new ErrorBody(message), statusCode: status);
}
