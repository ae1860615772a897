using GreenDonut.Data;
using HotChocolate;
using HotChocolate.Execution.Processing;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using Path = HotChocolate.Path;

namespace LeadGraph.Leads;

/// <summary>The fields of a user's activity that are computed, or that need the scope <c>personal</c>.</summary>
[ExtendObjectType<UserActivity>]
public class UserActivityFields
{
    /// <summary>Telegram username; null if there is none or the caller lacks the scope <c>personal</c>.</summary>
    public string? GetUsername(
        [Parent(requires: nameof(UserActivity.Username))] UserActivity lead,
        [GlobalState(CallerRights.State)] CallerRights caller, ISelection selection, Path path)
        => caller.Personal(lead.Username, selection, path);

    /// <summary>First name; null if there is none or the caller lacks the scope <c>personal</c>.</summary>
    public string? GetFirstName(
        [Parent(requires: nameof(UserActivity.FirstName))] UserActivity lead,
        [GlobalState(CallerRights.State)] CallerRights caller, ISelection selection, Path path)
        => caller.Personal(lead.FirstName, selection, path);

    /// <summary>Email address; null if there is none or the caller lacks the scope <c>personal</c>.</summary>
    public string? GetEmail(
        [Parent(requires: nameof(UserActivity.Email))] UserActivity lead,
        [GlobalState(CallerRights.State)] CallerRights caller, ISelection selection, Path path)
        => caller.Personal(lead.Email, selection, path);

    /// <summary>Link that opens a Telegram chat; null if the username cannot be one of Telegram's.</summary>
    public string? GetTelegramUrl(
        [Parent(requires: nameof(UserActivity.Username))] UserActivity lead,
        [GlobalState(CallerRights.State)] CallerRights caller, ISelection selection, Path path)
        => caller.Personal(TelegramLink.Of(lead.Username), selection, path);

    /// <summary>The user's latest events in the activity window, newest first.</summary>
    /// <param name="lead">The user.</param>
    /// <param name="query">The client's selection.</param>
    /// <param name="events">Loads the events of many users at once.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="first">How many events at most, 0 to 100.</param>
    public async Task<IReadOnlyList<LeadEvent>> GetRecentEventsAsync(
        [Parent(requires: nameof(UserActivity.UserId))] UserActivity lead,
        QueryContext<LeadEvent> query,
        RecentEventsDataLoader events,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken,
        int first = 10)
    {
        if (first is < 0 or > RecentEvents.Largest)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage($"`first` of `recentEvents` accepts 0 to {RecentEvents.Largest}, and was {first}.")
                .SetCode(first < 0 ? "HC0079" : "HC0051")
                .Build());
        }

        return first == 0
            ? []
            : await events.LoadAsync(
                new RecentEvents(
                    lead.UserId,
                    first,
                    caller.MayReadPersonalData && RecentEvents.SelectsDetails(query),
                    lead.AsOf,
                    caller),
                cancellationToken) ?? [];
    }
}
