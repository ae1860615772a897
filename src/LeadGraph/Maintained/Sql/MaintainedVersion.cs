using LeadGraph.Data;

namespace LeadGraph.Maintained.Sql;

/// <summary>Compares the version of the Maintained schema with the one that this program needs.</summary>
public static class MaintainedVersion
{
    /// <summary>
    /// The version of the schema, as a column of a query on <c>leadgraph.state</c> as <c>s</c>. NULL where the table is
    /// older than versions; so to_jsonb, because that one has no such column.
    /// </summary>
    internal const string Column = "(to_jsonb(s) ->> 'version')::integer";

    /// <summary>What to run where the schema is of another version; null if it is not.</summary>
    /// <param name="version">The version that was found, if any.</param>
    public static string? Problem(int? version) => version switch
    {
        MaintainedInstallation.Version => null,
        >= MaintainedInstallation.OldestUpgradable and < MaintainedInstallation.Version => "Maintained mode was "
            + "installed by an earlier version of LeadGraph. Run LeadGraph with \"database install\", which upgrades "
            + "it.",
        _ => "Maintained mode was installed by another version of LeadGraph. Run LeadGraph with "
            + "\"database uninstall\", then with \"database install\"."
    };

    /// <summary>Requires the schema to be of the version that this program needs.</summary>
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
