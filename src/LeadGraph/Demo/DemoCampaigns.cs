using LeadGraph.Campaigns;
using LeadGraph.Scoring;

namespace LeadGraph.Demo;

/// <summary>
/// Gives the demo two campaigns: one that is over, in which one message did better than the other, and one that is
/// running. They are created as callers create theirs, as of moments that have passed, and then the members do what
/// members do.
/// </summary>
/// <param name="file">The file with the demo data.</param>
/// <param name="campaigns">Creates them.</param>
public sealed class DemoCampaigns(DemoFile file, CampaignService campaigns)
{
    /// <summary>The event type of the goal of the first campaign.</summary>
    internal const string Goal = "course_paid";

    /// <summary>The event type that says that a user wants no messages.</summary>
    internal const string OptOut = "bot_blocked";

    private const int Seed = 20250910;
    private const int OptOuts = 12;

    private static readonly CampaignCaller Creator = new("demo", "demo", MayReadPersonalData: false, _ => { });

    // Long enough ago for the events that come of it to be outside the activity window and the one before, so that
    // tiers and momentum stay as they are.
    private static readonly TimeSpan Finished = TimeSpan.FromDays(21), Running = TimeSpan.FromDays(2);

    private static readonly CreateCampaignInput Offer = new(
        "Course offer: discount or a call",
        new CampaignGoalInput([Goal], WithinDays: 5),
        [LeadScore.Hot, LeadScore.Warm, LeadScore.Cool],
        Variants: [new("Discount", 50), new("Call", 50)],
        HoldoutPercent: 20,
        OptOutEventTypes: [OptOut]);

    private static readonly CreateCampaignInput Reactivation = new(
        "Come back: a new free lesson",
        new CampaignGoalInput(["lesson_watched"], WithinDays: 7),
        [LeadScore.Cool, LeadScore.Cold],
        Variants: [new("Short", 50), new("Story", 50)],
        HoldoutPercent: 10,
        NotContactedDays: 7,
        OptOutEventTypes: [OptOut]);

    // The shares of members who pay, by message (the last is the hold-out) and by tier, cold to hot.
    private static readonly double[][] Rates = [[0, 0.04, 0.08, 0.15], [0, 0.3, 0.42, 0.5], [0, 0, 0.05, 0.15]];

    /// <summary>
    /// Creates the campaigns unless the demo has or had them, or there is no store. An attempt goes on where the one
    /// before failed.
    /// </summary>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task MakeAsync(DateTime now, CancellationToken cancellationToken)
    {
        IReadOnlyList<(long Id, string CreatedAt)> made = file.Campaigns();
        if (made.Count > 1)
        {
            return;
        }

        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        try
        {
            Campaign? finished = made.Count == 0
                ? await CreateAsync(Offer, now - Finished, cancellationToken)
                : await FindAsync(made[0], cancellationToken);
            if (finished is not null && !file.HasEvents(Goal))
            {
                CampaignMembers members = await campaigns.ReadAsync(
                    Creator.Key,
                    (connection, stop) => CampaignStore.ReadMembersAsync(
                        connection, finished.Number, after: null, variant: null, limit: null, withHoldout: true, stop),
                    cancellationToken);
                file.AddOutcomes(OutcomesOf(finished, members));
            }

            await CreateAsync(Reactivation, now - Running, cancellationToken);
        }
        catch (CampaignException problem) when (problem.Code == CampaignException.StoreMissing)
        {
            // The settings say so.
        }
    }

    private async Task<Campaign> CreateAsync(
        CreateCampaignInput input, DateTime moment, CancellationToken cancellationToken)
    {
        Campaign created = await campaigns.CreateAsOfAsync(input, moment, Creator, cancellationToken);
        file.RememberCampaign(created.Number, created.CreatedAt);
        return created;
    }

    // Null if somebody deleted it.
    private async Task<Campaign?> FindAsync((long Id, string CreatedAt) made, CancellationToken cancellationToken)
        => await campaigns.FindAsync(CampaignId.Format(made.Id), Creator.Key, cancellationToken) is { } campaign
            && DemoSql.Text(campaign.CreatedAt) == made.CreatedAt ? campaign : null;

    private IEnumerable<DemoOutcome> OutcomesOf(Campaign campaign, CampaignMembers members)
    {
        var random = new Random(Seed);
        HashSet<long> users = [.. members.All.Select(member => member.User)], paid = [];
        foreach (var group in members.All.GroupBy(member => (member.Variant, member.Tier)).OrderBy(group => group.Key))
        {
            (long User, LeadScore, int)[] some = [.. group];
            random.Shuffle(some);
            double[] rates = Rates[group.Key.Variant == CampaignAssignment.Holdout ? ^1 : group.Key.Variant];
            foreach (var (user, _, _) in some.Take((int)Math.Round(rates[(int)group.Key.Tier] * some.Length)))
            {
                paid.Add(user);
                // Most soon, some days later.
                double days = 4.8 * Math.Pow(random.NextDouble(), 2);
                yield return new DemoOutcome(user, Goal, campaign.CreatedAt.AddHours(0.5).AddDays(days));
            }
        }

        (long User, DateTime Last)[] quiet =
            [.. file.QuietSince(campaign.EndsAt).Where(user => !paid.Contains(user.User))];
        random.Shuffle(quiet);
        foreach (var (user, last) in quiet.Take(OptOuts))
        {
            DateTime reason = users.Contains(user) && last < campaign.CreatedAt ? campaign.CreatedAt : last;
            yield return new DemoOutcome(user, OptOut, reason.AddMinutes(random.Next(10, 1_000)));
        }
    }
}
