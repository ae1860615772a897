using HotChocolate;
using LeadGraph.GraphQL;

namespace LeadGraph.Leads.Paging;

/// <summary>
/// The page that a request asks for, in the sense of https://relay.dev/graphql/connections.htm; at least one of the two
/// sizes is there.
/// </summary>
/// <param name="First">How many leads at most, from the start.</param>
/// <param name="After">The lead before the first one wanted; null for the start of the list.</param>
/// <param name="Last">How many leads at most, from the end.</param>
/// <param name="Before">The lead behind the last one wanted; null for the end of the list.</param>
internal sealed record PageRequest(int? First, LeadCursor? After, int? Last, LeadCursor? Before)
{
    /// <summary>Whether a cursor is an offset, and so the page is read by position.</summary>
    public bool IsByOffset => After is { Place: null } || Before is { Place: null };

    /// <summary>Reads the arguments; the sizes have been checked.</summary>
    /// <param name="order">The order of the list.</param>
    /// <param name="first">The argument <c>first</c>.</param>
    /// <param name="after">The argument <c>after</c>.</param>
    /// <param name="last">The argument <c>last</c>.</param>
    /// <param name="before">The argument <c>before</c>.</param>
    /// <param name="mayReadPersonalData">Whether the caller may.</param>
    /// <exception cref="GraphQLException">A cursor is none, or they do not fit together.</exception>
    public static PageRequest Of(
        KeysetOrder order, int? first, string? after, int? last, string? before, bool mayReadPersonalData)
    {
        LeadCursor? start = LeadCursor.Read(nameof(after), after, order, mayReadPersonalData);
        LeadCursor? end = LeadCursor.Read(nameof(before), before, order, mayReadPersonalData);
        if (start is not null && end is not null && start.Place is null != end.Place is null)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage("`after` and `before` have cursors of different kinds; take both from one response.")
                .SetCode("HC0078")
                .SetExtension("argument", nameof(before))
                .Build());
        }

        return new(first is null && last is null ? GraphQLSetup.LargestPage : first, start, last, end);
    }
}
