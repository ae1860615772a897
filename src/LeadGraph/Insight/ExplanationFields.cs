using HotChocolate;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Insight.History;

namespace LeadGraph.Insight;

/// <summary>The fields of a user's activity that explain it.</summary>
[ExtendObjectType<UserActivity>]
public class ExplanationFields
{
    /// <summary>Why the user stands in the tier, and what is missing to the next.</summary>
    /// <param name="lead">The user.</param>
    /// <param name="explanations">Loads the explanations of many users at once.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<ScoreExplanation> GetExplanationAsync(
        [Parent(requires:
            $"{nameof(UserActivity.UserId)} {nameof(UserActivity.LastActivity)} {nameof(UserActivity.TickedAt)}")]
        UserActivity lead,
        ExplanationDataLoader explanations,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
        => (await explanations.LoadAsync(
            new ExplainedLead(lead.UserId, lead.AsOf, lead.TickedAt, lead.LastActivity, caller), cancellationToken))!;

    /// <summary>
    /// The tiers at the ends of the last 30 days, oldest first, without days that ended before the registration.
    /// </summary>
    /// <param name="lead">The user.</param>
    /// <param name="scores">Loads the tiers of many users at once.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<DailyScore>> GetDailyScoresAsync(
        [Parent(requires: nameof(UserActivity.UserId))] UserActivity lead,
        DailyScoreDataLoader scores,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
        => (await scores.LoadAsync(
            new ExplainedLead(lead.UserId, lead.AsOf, lead.TickedAt, LastActivity: null, caller), cancellationToken))!;

    /// <summary>
    /// The engagement in the window before this one, with its last moment just before this one's first.
    /// </summary>
    /// <param name="lead">The user.</param>
    /// <param name="previous">Loads the engagement of many users at once.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<Engagement> GetPreviousAsync(
        [Parent(requires: nameof(UserActivity.UserId))] UserActivity lead,
        PreviousDataLoader previous,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
        => (await previous.LoadAsync(
            new ExplainedLead(lead.UserId, lead.AsOf, lead.TickedAt, LastActivity: null, caller), cancellationToken))!;
}
