using HotChocolate;
using HotChocolate.CostAnalysis.Types;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads;

namespace LeadGraph.Insight.History;

/// <summary>The field of the query type for the history of the tiers.</summary>
[ExtendObjectType<Query>]
public class HistoryFields
{
    /// <summary>How many days back the first day may be.</summary>
    public const int MaxDays = 400;

    /// <summary>
    /// How many users were in each tier at the end of each day, oldest first. A day that lasts has none yet.
    /// </summary>
    /// <param name="from">The first day, at most 400 days back.</param>
    /// <param name="to">The last day; today unless given.</param>
    /// <param name="history">Reads the days.</param>
    /// <param name="reader">Reads the database.</param>
    /// <param name="leads">Counts the reads of an operation.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Cost(500)]
    public async Task<IReadOnlyList<LeadScoreDay>> GetLeadScoreHistoryAsync(
        DateOnly from,
        DateOnly? to,
        [Service] LeadScoreHistory history,
        [Service] DatabaseReader reader,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        DateOnly today = ClosedDays.DayOf(history.Rules, history.Now), earliest = today.AddDays(-MaxDays);
        DateOnly last = to ?? today;
        if (from < earliest || from > today)
        {
            throw OutOfRange(nameof(from), earliest, today, from);
        }

        if (last < from || last > today)
        {
            throw OutOfRange(nameof(to), from, today, last);
        }

        leads.CountRead(caller);
        return await history.ReadAsync(reader, from, last, caller.Memory.Caller, cancellationToken);
    }

    private static GraphQLException OutOfRange(string argument, DateOnly first, DateOnly last, DateOnly given)
        => new(ErrorBuilder.New()
            .SetMessage($"`{argument}` accepts days from {first:yyyy-MM-dd} to {last:yyyy-MM-dd}, today, and was "
                + $"{given:yyyy-MM-dd}.")
            .SetCode("HISTORY_OUT_OF_RANGE")
            .SetExtension("argument", argument)
            .Build());
}
