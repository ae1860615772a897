using GreenDonut.Data;
using HotChocolate;
using HotChocolate.CostAnalysis.Types;
using HotChocolate.Execution.Processing;
using HotChocolate.Resolvers;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads;
using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>The query that tells what other scoring rules would do.</summary>
[ExtendObjectType<Query>]
public class ScoringPreviewFields
{
    /// <summary>
    /// What other scoring rules would do: the tiers in which the service would show users after a restart with them.
    /// Nothing is changed, and nothing is published.
    /// </summary>
    /// <param name="rules">The rules to try.</param>
    /// <param name="inForce">The rules in force.</param>
    /// <param name="previews">Reads the preview.</param>
    /// <param name="reader">Executes its statement.</param>
    /// <param name="leads">Counts the reads.</param>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="context">Tells what is selected.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="GraphQLException">The rules make no sense.</exception>
    [Cost(500)]
    public Task<ScoringPreview> GetScoringPreviewAsync(
        ScoringRulesInput rules,
        [Service] ScoringRules inForce,
        [Service] ScoringPreviewReader previews,
        [Service] DatabaseReader reader,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        IResolverContext context,
        CancellationToken cancellationToken)
    {
        IError[] errors =
        [
            .. rules.Problems(inForce).Select(problem => ErrorBuilder.New()
                .SetMessage(problem.Message)
                .SetCode("INVALID_SCORING_RULES")
                .SetExtension("argument", problem.Argument)
                .Build())
        ];
        if (errors.Length > 0)
        {
            throw new GraphQLException(errors);
        }

        leads.CountRead(caller);
        return previews.ReadAsync(
            reader,
            rules.ApplyTo(inForce),
            context.Select().Select("moves").IsSelected("sample"),
            caller,
            cancellationToken);
    }
}

/// <summary>The field of a user in a preview that is looked up.</summary>
[ExtendObjectType<MovedLead>]
public class MovedLeadFields
{
    /// <summary>
    /// The user's activity by the rules in force; null for a user whose registration was deleted meanwhile.
    /// </summary>
    /// <param name="lead">The user.</param>
    /// <param name="query">The client's selection.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="activity">Loads the activity of many users at once.</param>
    /// <param name="leads">Counts the reads of the operation.</param>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<UserActivity?> GetUserActivityAsync(
        [Parent(requires: nameof(MovedLead.UserId))] MovedLead lead,
        QueryContext<UserActivity> query,
        ISelection selection,
        LeadDataLoader activity,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
        => activity.LoadAsync(
            new LeadId(lead.UserId, AsOf: null), selection, query, leads, caller, cancellationToken);
}
