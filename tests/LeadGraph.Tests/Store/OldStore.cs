using System.Data.Common;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Store;

/// <summary>Stores of other versions.</summary>
internal static class OldStore
{
    /// <summary>Makes of a store one as version 10 left it: all that version 11 has added is gone.</summary>
    public static async Task MakeAsync(ChangingDatabase school)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        await using DbTransaction transaction = await store.BeginAsync(CancellationToken.None);
        await store.ExecuteAsync(
            "DROP TABLE leadgraph.store; DROP INDEX leadgraph.tier_changes_changed_at", CancellationToken.None);
        await SetVersionAsync(store, 10);
        await transaction.CommitAsync();
    }

    /// <summary>Has a store say that it is of another version.</summary>
    public static async Task SetVersionAsync(ChangingDatabase school, int version)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        await SetVersionAsync(store, version);
    }

    /// <summary>The tables and indexes of a store, as its catalog has them.</summary>
    public static async Task<string> SchemaAsync(ChangingDatabase school)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        await using DbCommand command = store.Command(store.IsSqlite
            ? "SELECT coalesce(sql, name) FROM sqlite_master ORDER BY 1"
            : """
            SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || coalesce(column_default, '')
            FROM information_schema.columns WHERE table_schema = 'leadgraph'
            UNION ALL SELECT indexdef FROM pg_catalog.pg_indexes WHERE schemaname = 'leadgraph'
            ORDER BY 1
            """);
        await using DbDataReader row = await command.ExecuteReaderAsync();
        List<string> parts = [];
        while (await row.ReadAsync())
        {
            parts.Add(row.GetString(0));
        }

        return string.Join('\n', parts);
    }

    private static Task SetVersionAsync(StoreConnection store, int version) => store.ExecuteAsync(
        store.IsSqlite ? $"PRAGMA user_version = {version}" : $"UPDATE leadgraph.state SET version = {version}",
        CancellationToken.None);
}
