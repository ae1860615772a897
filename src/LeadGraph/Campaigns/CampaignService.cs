using System.Data.Common;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using LeadGraph.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Campaigns;

/// <summary>Creates, closes and deletes campaigns, and reads them from the store.</summary>
/// <param name="store">The store.</param>
/// <param name="reader">Reads the leads.</param>
/// <param name="rules">The scoring rules.</param>
/// <param name="segments">The segments of the settings.</param>
/// <param name="options">The limits, and who wants no messages.</param>
/// <param name="limits">The longest text of a search.</param>
/// <param name="clock">Gives the current time.</param>
/// <param name="logger">Logs who did what.</param>
public sealed partial class CampaignService(
    LeadStore store,
    DatabaseReader reader,
    ScoringRules rules,
    SegmentSet segments,
    IOptions<CampaignOptions> options,
    IOptions<LimitOptions> limits,
    TimeProvider clock,
    ILogger<CampaignService> logger)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Creates a campaign: its members are who is in the segment now.</summary>
    /// <param name="input">What is asked for.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the attempt; then nothing is created.</param>
    /// <exception cref="CampaignException">It cannot be created; nothing is.</exception>
    public Task<Campaign> CreateAsync(
        CreateCampaignInput input, CampaignCaller caller, CancellationToken cancellationToken)
        => CreateAsync(input, Now, asOf: null, caller, cancellationToken);

    /// <summary>Creates a campaign as if at a past moment: its members are who was in the segment then.</summary>
    /// <param name="input">What is asked for.</param>
    /// <param name="moment">The moment, UTC.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the attempt; then nothing is created.</param>
    /// <exception cref="CampaignException">It cannot be created; nothing is.</exception>
    internal Task<Campaign> CreateAsOfAsync(
        CreateCampaignInput input, DateTime moment, CampaignCaller caller, CancellationToken cancellationToken)
        => CreateAsync(input, moment, moment, caller, cancellationToken);

    private async Task<Campaign> CreateAsync(
        CreateCampaignInput input, DateTime now, DateTime? asOf, CampaignCaller caller,
        CancellationToken cancellationToken)
    {
        (CampaignDefinition definition, Segment?[] segment) = Check(input, caller);
        await RequireStoreAsync(cancellationToken);
        CampaignDraft draft = await ReadSegmentAsync(segment, definition, now, asOf, caller, cancellationToken);
        Campaign created = await ReadAsync(
            caller.Key,
            (connection, stop) => CreateAsync(connection, input.Name.Trim(), definition, draft, now, caller, stop),
            cancellationToken);
        LogCreated(created.Number, caller.Name ?? "", created.Members);
        return created;
    }

    /// <summary>How many members a campaign would have.</summary>
    /// <param name="input">What is asked for.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CampaignException">Such a campaign cannot be created.</exception>
    public async Task<CampaignPreview> PreviewAsync(
        CreateCampaignInput input, CampaignCaller caller, CancellationToken cancellationToken)
    {
        (CampaignDefinition definition, Segment?[] segment) = Check(input, caller);
        await RequireStoreAsync(cancellationToken);
        DateTime now = Now;
        CampaignDraft draft = await ReadSegmentAsync(segment, definition, now, asOf: null, caller, cancellationToken);
        return await ReadAsync(
            caller.Key,
            async (connection, stop) =>
            {
                await LeaveOutAsync(connection, definition, draft, now, stop);
                return draft.ToPreview(definition.OptOutEventTypes);
            },
            cancellationToken);
    }

    /// <summary>
    /// Closes a campaign whose days are not over: goal events no longer count. Any other stays as it is.
    /// </summary>
    /// <param name="id">The id.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CampaignException">There is no such campaign, or no store.</exception>
    public async Task<Campaign> CloseAsync(string id, CampaignCaller caller, CancellationToken cancellationToken)
    {
        long number = Parse(id);
        var (campaign, isNew) = await ReadAsync(
            caller.Key,
            async (connection, stop) =>
            {
                await using DbTransaction transaction = await connection.BeginAsync(stop);
                DateTime now = Now;
                bool closes = await CampaignStore.CloseAsync(connection, number, now, stop);
                Campaign closed = await FindAsync(connection, number, stop);
                if (closes)
                {
                    await AuditAsync(connection, now, caller, "close", closed, stop);
                }

                await transaction.CommitAsync(stop);
                return (closed, closes);
            },
            cancellationToken);
        if (isNew)
        {
            LogClosed(number, caller.Name ?? "");
        }

        return campaign;
    }

    /// <summary>Deletes a campaign with its members.</summary>
    /// <param name="id">The id.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The id.</returns>
    /// <exception cref="CampaignException">There is no such campaign, or no store.</exception>
    public async Task<string> DeleteAsync(string id, CampaignCaller caller, CancellationToken cancellationToken)
    {
        long number = Parse(id);
        await ReadAsync(
            caller.Key,
            async (connection, stop) =>
            {
                await using DbTransaction transaction = await connection.BeginAsync(stop);
                Campaign? campaign = await CampaignStore.FindAsync(connection, number, stop);
                if (campaign is null || !await CampaignStore.DeleteAsync(connection, number, stop))
                {
                    throw NotFound(id);
                }

                await AuditAsync(connection, Now, caller, "delete", campaign, stop);
                await transaction.CommitAsync(stop);
                return number;
            },
            cancellationToken);
        LogDeleted(number, caller.Name ?? "");
        return CampaignId.Format(number);
    }

    /// <summary>Reads a campaign; null if there is none of the id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CampaignException">It is no id of a campaign, or there is no store.</exception>
    public async Task<Campaign?> FindAsync(string id, string caller, CancellationToken cancellationToken)
    {
        long number = Parse(id);
        return await ReadAsync(
            caller, (connection, stop) => CampaignStore.FindAsync(connection, number, stop), cancellationToken);
    }

    /// <summary>Reads from the store within the limits of reads.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="read">The read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CampaignException">There is no store.</exception>
    internal Task<T> ReadAsync<T>(
        string caller, Func<StoreConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => reader.RunReadAsync(
            caller,
            async stop =>
            {
                await using StoreConnection connection = await OpenAsync(stop);
                return await read(connection, stop);
            },
            cancellationToken);

    private (CampaignDefinition Definition, Segment?[] Segment) Check(CreateCampaignInput input, CampaignCaller caller)
    {
        (string Argument, string Message)[] problems = [.. input.Problems()];
        if (problems.Length > 0)
        {
            throw new CampaignInputException(problems);
        }

        if (input.Search?.Length > limits.Value.TextLength)
        {
            throw new CampaignException(
                CampaignException.Invalid, $"A search has {limits.Value.TextLength} characters at most.",
                "input.search");
        }

        LeadCondition? where = ReadWhere(input.Where);
        RequirePersonal(caller, !string.IsNullOrWhiteSpace(input.Search), "input.search");
        RequirePersonal(caller, where?.IsPersonal ?? false, "input.where");
        Segment? saved = FindSegment(input.Segment);
        CampaignDefinition definition = input.ToDefinition(
            options.Value.OptOutEventTypes, where, SegmentDefinition.Of(saved));
        return (definition, [saved, new Segment(definition.LeadScores, definition.Search, where)]);
    }

    // To such a caller names and addresses are empty: without this the segment would be another one than it says.
    private static void RequirePersonal(CampaignCaller caller, bool isPersonal, string argument)
    {
        if (isPersonal && !caller.MayReadPersonalData)
        {
            throw new CampaignException(
                CampaignException.NotAuthorized,
                $"This asks for names or addresses, and the caller lacks the scope {Scopes.Personal}; choose leads by "
                    + "other fields.",
                argument);
        }
    }

    private Segment? FindSegment(string? name)
        => name is null ? null : segments.Find(name) ?? throw new CampaignException(
            SegmentArgument.Unknown, $"There is no segment of this name; {segments.Accepted}.", "input.segment");

    private LeadCondition? ReadWhere(IReadOnlyDictionary<string, object?>? where)
    {
        try
        {
            LeadCondition? condition = LeadCondition.Of(where, "input.where");
            FilterSizeLimit.Check(condition?.Predicate, limits.Value);
            return condition;
        }
        catch (ConditionException problem)
        {
            throw new CampaignException(CampaignException.Invalid, problem.Message, problem.Path);
        }
    }

    // Without a lease of the store, of which there are few: reading the leads may take long.
    private Task<CampaignDraft> ReadSegmentAsync(
        Segment?[] segment, CampaignDefinition definition, DateTime now, DateTime? asOf, CampaignCaller caller,
        CancellationToken cancellationToken)
        => reader.StreamAsync(
            caller.Key,
            async (db, stop) =>
            {
                var leads = new CampaignDraft(options.Value.MaxMembers, caller.Charge);
                await foreach (SegmentLead lead in CampaignSegment
                    .Of(db, segment, definition, rules, now, asOf, caller.MayReadPersonalData)
                    .AsAsyncEnumerable().WithCancellation(stop))
                {
                    leads.Add(lead);
                }

                return leads;
            },
            cancellationToken);

    private static async Task LeaveOutAsync(
        StoreConnection connection, CampaignDefinition definition, CampaignDraft draft, DateTime now,
        CancellationToken cancellationToken)
    {
        if (definition.NotContactedDays is { } days)
        {
            await CampaignStore.ReadContactedAsync(
                connection, now.AddDays(-days), draft.Users, draft.LeaveOutContacted, cancellationToken);
        }

        foreach (var (index, id) in definition.Exclude.Index())
        {
            long other = Parse(id);
            if (await CampaignStore.FindAsync(connection, other, cancellationToken) is null)
            {
                throw new CampaignException(
                    CampaignException.NotFound, $"There is no campaign {id}.", $"input.exclude.{index}");
            }

            await CampaignStore.ReadUsersOfAsync(connection, other, draft.LeaveOutMember, cancellationToken);
        }
    }

    private async Task<Campaign> CreateAsync(
        StoreConnection connection, string name, CampaignDefinition definition, CampaignDraft draft, DateTime now,
        CampaignCaller caller, CancellationToken cancellationToken)
    {
        await using DbTransaction transaction = await CampaignStore.BeginAsync(connection, cancellationToken);
        if (await CampaignStore.CountAsync(connection, cancellationToken) >= options.Value.MaxCampaigns)
        {
            throw new CampaignException(
                "TOO_MANY_CAMPAIGNS",
                $"There are {options.Value.MaxCampaigns} campaigns already; delete an old one, or raise "
                    + $"{CampaignOptions.Section}:{nameof(CampaignOptions.MaxCampaigns)}.");
        }

        await LeaveOutAsync(connection, definition, draft, now, cancellationToken);
        CampaignMembers members = draft.Members();
        if (members.Count == 0)
        {
            throw new CampaignException(
                CampaignException.Invalid,
                "Nobody would be a member: no lead matches leadScores, search, where and segment, or all of them are left out.",
                "input");
        }

        long id = await CampaignStore.InsertAsync(
            connection, name, caller.Name, now, definition, cancellationToken);
        await CampaignStore.InsertMembersAsync(
            connection, id, members.Assign(id, definition), members, cancellationToken);
        Campaign created = await FindAsync(connection, id, cancellationToken);
        await AuditAsync(connection, now, caller, "create", created, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await transaction.CommitAsync(cancellationToken);
        return created;
    }

    private async Task RequireStoreAsync(CancellationToken cancellationToken)
    {
        if (await store.FindProblemAsync(cancellationToken) is { } problem)
        {
            throw new CampaignException(CampaignException.StoreMissing, problem);
        }
    }

    private async Task<StoreConnection> OpenAsync(CancellationToken cancellationToken)
    {
        (StoreConnection? open, string? problem) = await store.OpenForCallerAsync(cancellationToken);
        return open ?? throw new CampaignException(CampaignException.StoreMissing, problem!);
    }

    private static async Task<Campaign> FindAsync(
        StoreConnection connection, long id, CancellationToken cancellationToken)
        => await CampaignStore.FindAsync(connection, id, cancellationToken) ?? throw NotFound(CampaignId.Format(id));

    private static long Parse(string id)
        => CampaignId.TryParse(id, out long number) ? number
            : throw new CampaignException(
                CampaignException.Invalid, "This is no id of a campaign.", "id");

    private static CampaignException NotFound(string id)
        => new(CampaignException.NotFound, $"There is no campaign {id}.", "id");

    private static Task AuditAsync(
        StoreConnection connection, DateTime now, CampaignCaller caller, string action, Campaign campaign,
        CancellationToken cancellationToken)
        => CampaignStore.AuditAsync(
            connection, now, caller.Name, action,
            $"campaign {campaign.Id} \"{campaign.Name}\", {campaign.Members} members", cancellationToken);

    [LoggerMessage(EventId = 11001, Level = LogLevel.Information,
        Message = "Campaign {Id} was created by \"{Caller}\", with {Members} members.")]
    private partial void LogCreated(long id, string caller, int members);

    [LoggerMessage(EventId = 11002, Level = LogLevel.Information,
        Message = "Campaign {Id} was closed by \"{Caller}\".")]
    private partial void LogClosed(long id, string caller);

    [LoggerMessage(EventId = 11003, Level = LogLevel.Information,
        Message = "Campaign {Id} was deleted by \"{Caller}\".")]
    private partial void LogDeleted(long id, string caller);
}
