using LeadGraph.Data;

namespace LeadGraph.Maintained;

/// <summary>How a tick finds the events that the last one did not see.</summary>
public enum NewEventSearch
{
    /// <summary>By the transactions that wrote them.</summary>
    ByTransaction,

    /// <summary>
    /// By ids and times: all events with the largest ids are taken for new, and all of the last hour, in case a view
    /// or partitions unite tables with ids of their own.
    /// </summary>
    ById,

    /// <summary>Not at all. Rebuilds find them.</summary>
    ByRebuild
}

/// <summary>Chooses how new events are found, and says what it costs.</summary>
public static class NewEventSearches
{
    /// <summary>The longest interval between rebuilds if only they find new events.</summary>
    public static readonly TimeSpan RebuildInterval = TimeSpan.FromMinutes(5);

    /// <summary>How new events are found.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static NewEventSearch Of(TableShape shape)
        => shape.EventsHaveTransactions ? NewEventSearch.ByTransaction
            // Each user would be a query on the other server.
            : shape.EventsHaveId && shape.EventsKind != TableKind.ForeignTable ? NewEventSearch.ById
            : NewEventSearch.ByRebuild;

    /// <summary>What Maintained mode over these events costs, for an operator; null for what it usually does.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string? Cost(TableShape shape) => Of(shape) switch
    {
        NewEventSearch.ById => $"{Kind(shape)}: every tick computes the users of the events with the largest ids "
            + "(LeadGraph:Activity:LookBack) and of the last hour again."
            + (shape.EventsKind == TableKind.View ? " A view that selects the xmin of its table costs less." : ""),
        NewEventSearch.ByRebuild => $"{Kind(shape)}{WithoutId(shape)}: new events are found by rebuilds alone, every "
            + $"{RebuildInterval.TotalMinutes} minutes, or less often if a rebuild takes more than a fifth of that.",
        _ => null
    };

    private static string? Kind(TableShape shape)
        => shape.EventsKind switch
        {
            TableKind.View => $"{shape.Names.Events.Sql} is a view without xmin",
            TableKind.MaterializedView
                => $"{shape.Names.Events.Sql} is a materialized view, whose refresh writes its rows anew",
            TableKind.ForeignTable => $"{shape.Names.Events.Sql} is a foreign table without xmin",
            TableKind.PartlyForeignTable
                => $"{shape.Names.Events.Sql} has partitions on another server, whose rows have no xmin",
            _ => null
        };

    private static string WithoutId(TableShape shape)
        => shape.EventsKind switch
        {
            TableKind.View => " or an integer id",
            TableKind.MaterializedView => ", and has no integer id",
            TableKind.PartlyForeignTable => ", and no integer id",
            _ => ""
        };
}
