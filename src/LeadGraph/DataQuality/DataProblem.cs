using System.Globalization;
using HotChocolate;

namespace LeadGraph.DataQuality;

/// <summary>Rows of one kind that do not count, or are shown incompletely.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Events">The number of events; null for registrations and where it is unknown.</param>
/// <param name="Registrations">The number of registrations; null for events and where it is unknown.</param>
/// <param name="Users">How many users they are of; null where it is unknown.</param>
/// <param name="Since">
/// The earliest time of these rows; where they have none that is past, when this instance first found such rows.
/// </param>
/// <param name="ExampleId">
/// The smallest id of these events, or the smallest user id of these registrations, as text, because the ids of events
/// need not be integers; null if there is none.
/// </param>
public sealed record DataProblem(
    DataProblemKind Kind, long? Events, long? Registrations, long? Users, DateTime Since, string? ExampleId)
{
    private const int LongestId = 100;

    /// <summary>The problem in a sentence, for an operator.</summary>
    [GraphQLIgnore]
    public string Text => Kind == DataProblemKind.HiddenByRowSecurity
        ? "Row-level security may hide rows, which do not count."
        : Events is not null
        ? $"{Count(Events, "event")}{(Kind == DataProblemKind.EventWithoutUser ? "" : $" of {Count(Users, "user")}")} "
            + $"{Predicate}, such as event {(ExampleId is { } id ? Shortened(id) : "without an id")}."
        : $"{Count(Registrations, "registration")} {Predicate}"
            + (ExampleId is { } user ? $", such as that of user {user}." : ".");

    private string Predicate
    {
        get
        {
            var (are, have, belong, @do) = (Events ?? Registrations) == 1
                ? ("is", "has", "belongs", "does") : ("are", "have", "belong", "do");
            return Kind switch
            {
                DataProblemKind.FutureEvent => $"{are} dated too far ahead to count",
                DataProblemKind.EventTimeOutOfRange => $"{have} a time that cannot be read, and {@do} not count",
                DataProblemKind.EventWithoutTime => $"{have} no time, and {@do} not count",
                DataProblemKind.EventWithoutUser => $"{have} no user id, and {@do} not count",
                DataProblemKind.EventOfUnregisteredUser => $"in the window {belong} to nobody who has registered",
                DataProblemKind.DuplicateEventId => $"{have} an id that other events have too",
                DataProblemKind.InvalidEventDetails
                    => $"in the window {have} details that are no JSON, and {are} shown with them as text",
                DataProblemKind.RegistrationTimeOutOfRange
                    => $"{have} a time that cannot be read, and {are} shown without one",
                _ => $"{have} no user id, and {are} ignored"
            };
        }
    }

    // Somebody's text may be of any length.
    private static string Shortened(string id) => id.Length <= LongestId ? id
        : $"{id[..(char.IsHighSurrogate(id[LongestId - 1]) ? LongestId - 1 : LongestId)]}…";

    private static string Count(long? count, string noun)
        => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
