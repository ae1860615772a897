using LeadGraph.Data;

namespace LeadGraph.Store;

/// <summary>Compares the version of the store with the one that this program needs.</summary>
public static class StoreVersion
{
    /// <summary>
    /// The version of schema <c>leadgraph</c>, in <c>leadgraph.state</c>, and of the file beside a SQLite database. It
    /// increases with every migration.
    /// </summary>
    public const int Current = 11;

    /// <summary>The oldest version that <c>database install</c> upgrades.</summary>
    public const int OldestUpgradable = 2;

    /// <summary>
    /// The version of the schema, as a column of a query on <c>leadgraph.state</c> as <c>s</c>. NULL where the table is
    /// older than versions; so to_jsonb, because that one has no such column.
    /// </summary>
    internal const string Column = "(to_jsonb(s) ->> 'version')::integer";

    private const string Earlier = "The store of LeadGraph was installed by an earlier version. Run LeadGraph with "
        + "\"database install\", which upgrades it.";

    private const string Later =
        "The store of LeadGraph was installed by a later version. Run that version of LeadGraph.";

    private const string Other = "The store of LeadGraph was installed by another version. Run LeadGraph with "
        + "\"database uninstall\", then with \"database install\".";

    /// <summary>What to run where the store is of another version; null if it is not.</summary>
    /// <param name="version">The version that was found, if any.</param>
    public static string? Problem(int? version) => version switch
    {
        Current => null,
        >= OldestUpgradable and < Current => Earlier,
        > Current => Later,
        _ => Other
    };

    /// <summary>Whether a problem of the store is that it is of another version.</summary>
    /// <param name="problem">The problem; null for none.</param>
    public static bool IsOfVersions(string? problem) => problem is Earlier or Later or Other;

    /// <summary>Whether the store was installed by a later version.</summary>
    /// <param name="version">The version that was found, if any.</param>
    public static bool IsLater(int? version) => version > Current;

    /// <summary>Requires the store to be of the version that this program needs.</summary>
    /// <param name="version">The version that was found, if any.</param>
    /// <exception cref="DatabaseNotReadyException">It is another version; the message says what to run.</exception>
    public static void Require(int? version)
    {
        if (Problem(version) is { } problem)
        {
            throw new DatabaseNotReadyException(problem);
        }
    }
}
