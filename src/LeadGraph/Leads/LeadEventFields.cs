using System.Text.Json;
using HotChocolate;
using HotChocolate.Resolvers;
using HotChocolate.Types;
using LeadGraph.GraphQL;

namespace LeadGraph.Leads;

/// <summary>The fields of an event that not everybody may read.</summary>
[ExtendObjectType<LeadEvent>]
public class LeadEventFields
{
    /// <summary>Whatever was noted of the event, or null when that is nothing or the caller may not see it.</summary>
    /// <param name="happening">The event.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="field">The call.</param>
    public JsonElement? GetDetails(
        [Parent(requires: nameof(LeadEvent.Details))] LeadEvent happening,
        [GlobalState(CallerRights.State)] CallerRights caller,
        IResolverContext field)
        => caller.Personal(happening.Details, field);
}
