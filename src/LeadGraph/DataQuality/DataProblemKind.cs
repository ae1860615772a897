namespace LeadGraph.DataQuality;

/// <summary>A kind of rows that do not count, or are shown incompletely. A row can be of several kinds.</summary>
public enum DataProblemKind
{
    /// <summary>Events dated further ahead of the clock than the tolerance. They do not count.</summary>
    FutureEvent,

    /// <summary>Events whose time cannot be read, such as infinity or the year 55840. They do not count.</summary>
    EventTimeOutOfRange,

    /// <summary>Events without a time. They do not count.</summary>
    EventWithoutTime,

    /// <summary>Events without a user id. They do not count.</summary>
    EventWithoutUser,

    /// <summary>Events in the activity window of users who have not registered. They are no leads.</summary>
    EventOfUnregisteredUser,

    /// <summary>Events whose id other events have too. All of them count.</summary>
    DuplicateEventId,

    /// <summary>Events in the activity window whose details are text and no JSON. They are shown as a string.</summary>
    InvalidEventDetails,

    /// <summary>Registrations whose time cannot be read. They are shown without one.</summary>
    RegistrationTimeOutOfRange,

    /// <summary>Registrations without a user id. They are ignored.</summary>
    RegistrationWithoutUser,

    /// <summary>Row-level security may hide rows, which then do not count. How many is unknown.</summary>
    HiddenByRowSecurity
}
