using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Leads.Paging;
using LeadGraph.Segments;
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

    /// <summary>
    /// The parameters of the next page. They are written from what was understood, because what a caller sends may be
    /// much longer than what it means.
    /// </summary>
    /// <param name="query">The query string of this page.</param>
    /// <param name="filter">What it asks for.</param>
    /// <param name="fields">The fields that it asks for; null if it names none.</param>
    /// <param name="last">The last lead of this page, with its id and its number of events.</param>
    public QueryString Next(
        IQueryCollection query, LeadFilter filter, IReadOnlyList<LeadField>? fields, UserActivity last)
    {
        (string Name, string? Value)[] parameters =
        [
            ("lead_score", filter.Tiers.Count == 0
                ? null : string.Join(',', filter.Tiers.Distinct().Select(tier => LeadRow.TierText(tier)))),
            ("search", filter.Search),
            (SegmentArgument.Name, filter.Segment is null ? null : query[SegmentArgument.Name].ToString()),
            (LeadFilter.FallsBeforeParameter, filter.FallsBefore?.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)),
            (PastMoment.Parameter, LeadRow.TimeText(Order.AsOf)),
            (LeadField.Parameter, fields is null ? null : string.Join(',', fields.Select(field => field.Name))),
            ("limit", query.ContainsKey("limit") ? filter.Limit.ToString(CultureInfo.InvariantCulture) : null),
            (CountParameter, IsCounted ? "true" : null),
            (UnknownParameters.Strict, query[UnknownParameters.Strict] is ["true"] ? "true" : null),
            (AfterParameter, LeadCursor.Format(Order, last))
        ];
        return QueryString.Create(parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
    }
}
