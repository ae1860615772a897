using System.Runtime.CompilerServices;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Campaigns;

/// <summary>Reads the members of a campaign for its lists, in the order of their ids.</summary>
/// <param name="campaigns">Reads the store.</param>
/// <param name="reader">Reads the names.</param>
/// <param name="rules">The scoring rules.</param>
/// <param name="limits">How long a list may take.</param>
/// <param name="clock">Gives the current time.</param>
/// <param name="logger">Logs lists that were not sent completely.</param>
public sealed partial class MemberReader(
    CampaignService campaigns,
    DatabaseReader reader,
    ScoringRules rules,
    IOptions<LimitOptions> limits,
    TimeProvider clock,
    ILogger<MemberReader> logger)
{
    /// <summary>How long a list may take.</summary>
    public TimeSpan Timeout => limits.Value.DownloadTimeout;

    /// <summary>Reads a campaign; null if there is none of the id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CampaignException">It is no id of a campaign, or there is no store.</exception>
    public Task<Campaign?> FindAsync(string id, string caller, CancellationToken cancellationToken)
        => campaigns.FindAsync(id, caller, cancellationToken);

    /// <summary>Reads who gets a message, in parts, so that a client that reads slowly holds no connection.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="variant">The index of the message; null for all.</param>
    /// <param name="part">How many members are read at a time.</param>
    /// <param name="withNames">Whether names and addresses are read; else they are null.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The members, with the tier at the creation of the campaign.</returns>
    public async IAsyncEnumerable<UserActivity> ReadAsync(
        Campaign campaign, int? variant, int part, bool withNames, string caller,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? after = null;
        while (true)
        {
            long? place = after;
            CampaignMembers members = await campaigns.ReadAsync(
                caller,
                (connection, stop) => CampaignStore.ReadMembersAsync(
                    connection, campaign.Number, place, variant, part, withHoldout: false, stop),
                cancellationToken);
            Dictionary<long, UserActivity> names =
                withNames && members.Count > 0 ? await NamesAsync(members, caller, cancellationToken) : [];
            foreach (var (user, tier, index) in members.All)
            {
                UserActivity member = names.GetValueOrDefault(user) ?? new UserActivity { UserId = user };
                member.LeadScore = tier;
                member.Variant = campaign.Variants[index].Name;
                after = user;
                yield return member;
            }

            if (members.Count < part)
            {
                yield break;
            }
        }
    }

    /// <summary>Logs that a list was not sent completely.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="id">The id of the campaign.</param>
    [LoggerMessage(EventId = 11004, Level = LogLevel.Error,
        Message = "A list of campaign {Id} was not sent completely.")]
    internal partial void LogIncomplete(Exception failure, long id);

    private async Task<Dictionary<long, UserActivity>> NamesAsync(
        CampaignMembers members, string caller, CancellationToken cancellationToken)
    {
        long[] users = [.. members.All.Select(member => member.User)];
        DateTime now = clock.GetUtcNow().UtcDateTime;
        List<UserActivity> leads = await reader.ReadAsync(
            caller,
            (db, stop) => db.UserActivity(rules, now, mayReadPersonalData: true, users: users)
                .Select(x => new UserActivity
                {
                    UserId = x.UserId,
                    Username = x.Username,
                    FirstName = x.FirstName,
                    Email = x.Email
                })
                .ToListAsync(stop),
            cancellationToken);
        return leads.ToDictionary(lead => lead.UserId);
    }
}
