using GreenDonut.Data;
using HotChocolate;
using HotChocolate.Types;

namespace LeadGraph.Leads;

/// <summary>The fields of a user's activity that the activity query does not hold.</summary>
[ExtendObjectType<UserActivity>]
public class UserActivityFields
{
    /// <summary>Link that opens a Telegram chat with the user, when the username can be one of Telegram's.</summary>
    /// <param name="lead">The user.</param>
    public string? GetTelegramUrl([Parent(requires: nameof(UserActivity.Username))] UserActivity lead)
        => TelegramLink.Of(lead.Username);

    /// <summary>The user's latest events, newest first.</summary>
    /// <param name="lead">The user.</param>
    /// <param name="query">The client's selection.</param>
    /// <param name="events">Loads the events of many users at once.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="first">How many events at most, 0 to 100.</param>
    public async Task<IReadOnlyList<LeadEvent>> GetRecentEventsAsync(
        [Parent(requires: nameof(UserActivity.UserId))] UserActivity lead,
        QueryContext<LeadEvent> query,
        RecentEventsDataLoader events,
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
                new RecentEvents(lead.UserId, first, RecentEvents.SelectsDetails(query)), cancellationToken) ?? [];
    }
}
