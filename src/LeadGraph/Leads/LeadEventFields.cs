using System.Text.Json;
using HotChocolate;
using HotChocolate.Execution.Processing;
using HotChocolate.Types;
using LeadGraph.GraphQL;
using Path = HotChocolate.Path;

namespace LeadGraph.Leads;

/// <summary>The fields of an event that not everybody may read.</summary>
[ExtendObjectType<LeadEvent>]
public class LeadEventFields
{
    /// <summary>Whatever was noted of the event, or null when that is nothing or the caller may not see it.</summary>
    /// <param name="happening">The event.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="path">Where in the answer the value goes.</param>
    public JsonElement? GetDetails(
        [Parent(requires: nameof(LeadEvent.Details))] LeadEvent happening,
        [GlobalState(CallerRights.State)] CallerRights caller,
        ISelection selection,
        Path path)
        => caller.Personal(happening.Details, selection, path);
}
