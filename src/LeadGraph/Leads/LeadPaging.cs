using System.Diagnostics.CodeAnalysis;
using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Leads.Paging;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Leads;

/// <summary>The parsed paging parameters of a REST request.</summary>
internal sealed class LeadPaging
{
    /// <summary>The parameter with the cursor behind which a page begins.</summary>
    public const string AfterParameter = "after";

    /// <summary>The parameter that has all leads counted.</summary>
    public const string CountParameter = "count";

    private LeadPaging(KeysetOrder order, LeadCursor? after, bool isCounted)
        => (Order, After, IsCounted) = (order, after, isCounted);

    /// <summary>The order of the list.</summary>
    public KeysetOrder Order { get; }

    /// <summary>The lead before the first one wanted; null for the start of the list.</summary>
    public LeadCursor? After { get; }

    /// <summary>Whether the response says how many leads the whole list has.</summary>
    public bool IsCounted { get; }

    /// <summary>Parses the parameters.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="asOf">The past moment as of which the list is; null for now.</param>
    /// <param name="paging">What they ask for, if all values are valid.</param>
    /// <param name="error">Which parameter is invalid and what it accepts, otherwise.</param>
    public static bool TryParse(
        IQueryCollection query, DateTime? asOf, [NotNullWhen(true)] out LeadPaging? paging,
        [NotNullWhen(false)] out string? error)
    {
        paging = null;
        if (!BooleanParameter.TryParse(query, CountParameter, out bool isCounted, out error))
        {
            return false;
        }

        var order = KeysetOrder.Of(requested: null, asOf);
        StringValues given = query[AfterParameter];
        LeadCursor? after = null;
        if (given.Count > 0)
        {
            // The order has no personal key.
            CursorProblem? problem = given.Count > 1
                ? CursorProblem.Malformed
                : LeadCursor.TryRead(given[0] ?? "", order, mayReadPersonalData: true, out after);
            if (problem is not null || after?.Place is null)
            {
                error = problem == CursorProblem.OtherMoment
                    ? $"{AfterParameter} has a cursor of a list with another {PastMoment.Parameter}, or without; send "
                        + $"the same as for that list, or begin again without {AfterParameter}."
                    : $"{AfterParameter} accepts one cursor, as the Link header of a response has it.";
                return false;
            }
        }

        paging = new LeadPaging(order, after, isCounted);
        return true;
    }

    /// <summary>The cursor of a lead.</summary>
    /// <param name="row">The lead, with its id and its number of events.</param>
    public string CursorOf(UserActivity row) => LeadCursor.Format(Order, row);
}
