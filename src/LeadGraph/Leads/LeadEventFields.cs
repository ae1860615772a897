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
    /// <summary>
    /// JSON details stored with the event; null if there are none or the caller lacks the scope <c>personal</c>.
    /// </summary>
    public JsonElement? GetDetails(
        [Parent(requires: nameof(LeadEvent.Details))] LeadEvent leadEvent,
        [GlobalState(CallerRights.State)] CallerRights caller, ISelection selection, Path path)
        => caller.Personal(leadEvent.Details, selection, path);
}
