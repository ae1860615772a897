using LeadGraph.Data;

namespace LeadGraph.Maintained;

/// <summary>Says what it costs a tick to find registrations that the last one did not see.</summary>
internal static class RegistrationSearch
{
    /// <summary>
    /// What Maintained mode over these registrations costs, for an operator; null for what it usually does.
    /// </summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string? Cost(TableShape shape) => shape.RegistrationsHaveTransactions ? null
        : shape.RegistrationsKind switch
        {
            TableKind.View => $"{shape.Names.Registrations.Sql} is a view without xmin: every tick compares all its "
                + "rows with what is stored. A view that selects the xmin of its table costs less.",
            TableKind.MaterializedView => $"{shape.Names.Registrations.Sql} is a materialized view, whose refresh "
                + "writes its rows anew: every tick compares all its rows with what is stored.",
            TableKind.PartlyForeignTable => $"{shape.Names.Registrations.Sql} has partitions on another server, whose "
                + "rows have no xmin: every tick compares all its rows with what is stored.",
            _ => $"{shape.Names.Registrations.Sql} is a foreign table: every tick reads all user ids from the other "
                + "server. It finds a user's first registration, and one that is dated within the last hour; another "
                + "that is repeated or changed is found by a rebuild (LeadGraph:Activity:RebuildInterval)."
        };
}
