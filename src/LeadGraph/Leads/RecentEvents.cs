using System.Linq.Expressions;
using GreenDonut.Data;
using LeadGraph.GraphQL;

namespace LeadGraph.Leads;

/// <summary>A request for the latest events of one user.</summary>
/// <param name="UserId">The user.</param>
/// <param name="First">How many of them at most, 1 to <see cref="Largest"/>.</param>
/// <param name="WithDetails">Whether to read their details, which can be large.</param>
/// <param name="AsOf">The past moment as of which they are the latest; null for now.</param>
/// <param name="Caller">Whose response they are for.</param>
public readonly record struct RecentEvents(
    long UserId, int First, bool WithDetails, DateTime? AsOf, CallerRights Caller)
{
    /// <summary>The most events of one user that can be asked for.</summary>
    public const int Largest = 100;

    /// <summary>Whether the selection of an event holds its details.</summary>
    /// <param name="query">The client's selection.</param>
    public static bool SelectsDetails(QueryContext<LeadEvent> query)
    {
        var search = new DetailsSearch();
        search.Visit(query.Selector);
        return search.Found || query.Selector is null;
    }

    private sealed class DetailsSearch : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitMember(MemberExpression node)
        {
            Found |= node.Member.Name == nameof(LeadEvent.Details);
            return base.VisitMember(node);
        }
    }
}
