using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using LeadGraph.Scoring;
using LeadGraph.Store;
using Npgsql;
using NpgsqlTypes;

namespace LeadGraph.Campaigns;

/// <summary>Reads and writes campaigns in the store.</summary>
internal static class CampaignStore
{
    private const string Columns = "id, name, created_at, created_by, ends_at, closed_at, definition";

    // Only one campaign is created at a time: each leaves out whom the one before contacts.
    private const long Lock = 7306934284;

    /// <summary>Begins to create a campaign, and waits until no other is being created.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<DbTransaction> BeginAsync(StoreConnection connection, CancellationToken cancellationToken)
        => connection.BeginAloneAsync(Lock, cancellationToken);

    /// <summary>Reads a campaign; null if there is none of the id.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Campaign?> FindAsync(
        StoreConnection connection, long id, CancellationToken cancellationToken)
        => (await ReadAsync(connection, "WHERE id = @id", cancellationToken, ("id", id))).FirstOrDefault();

    /// <summary>Reads campaigns, those that are there.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="ids">The ids, a few hundred at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static Task<List<Campaign>> FindAsync(
        StoreConnection connection, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var (condition, parameters) = StoreConnection.IdIn(ids);
        return ReadAsync(connection, $"WHERE {condition}", cancellationToken, parameters);
    }

    /// <summary>Reads campaigns, the newest first.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="after">Only those that are older than the one of this id; null for all.</param>
    /// <param name="before">Only those that are newer than the one of this id; null for all.</param>
    /// <param name="fromEnd">Whether the oldest are read.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<List<Campaign>> ReadPageAsync(
        StoreConnection connection, long? after, long? before, bool fromEnd, int limit,
        CancellationToken cancellationToken)
    {
        List<Campaign> page = await ReadAsync(
            connection, $"WHERE id < @after AND id > @before ORDER BY id {(fromEnd ? "" : "DESC")} LIMIT @limit",
            cancellationToken, ("after", after ?? long.MaxValue), ("before", before ?? 0), ("limit", limit));
        if (fromEnd)
        {
            page.Reverse();
        }

        return page;
    }

    /// <summary>How many campaigns there are.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<int> CountAsync(StoreConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.Command("SELECT count(*) FROM leadgraph.campaigns");
        return Convert.ToInt32(
            await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Writes a campaign without its members.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="name">The name.</param>
    /// <param name="caller">Who creates it; null for a caller without a name.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="definition">How it is made up.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The id.</returns>
    public static async Task<long> InsertAsync(
        StoreConnection connection, string name, string? caller, DateTime now, CampaignDefinition definition,
        CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.Command(
            """
            INSERT INTO leadgraph.campaigns (name, created_at, created_by, ends_at, definition)
            VALUES (@name, @now, @caller, @ends, @definition) RETURNING id
            """,
            ("name", name), ("now", now), ("caller", caller), ("ends", now.AddDays(definition.Goal.WithinDays)),
            ("definition", JsonSerializer.Serialize(definition)));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Writes the members of a campaign, and its definition with their numbers.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="id">The id of the campaign.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="members">The members.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task InsertMembersAsync(
        StoreConnection connection, long id, CampaignDefinition definition, CampaignMembers members,
        CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            "UPDATE leadgraph.campaigns SET definition = @definition WHERE id = @id", cancellationToken,
            ("definition", JsonSerializer.Serialize(definition)), ("id", id));
        if (connection.Inner is NpgsqlConnection server)
        {
            await using NpgsqlBinaryImporter rows = await server.BeginBinaryImportAsync(
                "COPY leadgraph.campaign_members (campaign_id, user_id, lead_score, variant) "
                    + "FROM STDIN (FORMAT binary)",
                cancellationToken);
            foreach (var (user, tier, variant) in members.All)
            {
                await rows.StartRowAsync(cancellationToken);
                await rows.WriteAsync(id, NpgsqlDbType.Bigint, cancellationToken);
                await rows.WriteAsync(user, NpgsqlDbType.Bigint, cancellationToken);
                await rows.WriteAsync((short)tier, NpgsqlDbType.Smallint, cancellationToken);
                await rows.WriteAsync((short)variant, NpgsqlDbType.Smallint, cancellationToken);
            }

            await rows.CompleteAsync(cancellationToken);
            return;
        }

        await using DbCommand insert = connection.Command(
            "INSERT INTO leadgraph.campaign_members VALUES (@id, @user, @tier, @variant)",
            ("id", id), ("user", 0L), ("tier", 0), ("variant", 0));
        insert.Prepare();
        foreach (var (user, tier, variant) in members.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            insert.Parameters[1].Value = user;
            insert.Parameters[2].Value = (int)tier;
            insert.Parameters[3].Value = variant;
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Reads the users in lists of campaigns that began after a moment; who gets no message is not.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="since">The moment, UTC.</param>
    /// <param name="users">The lowest and the highest id of those who matter.</param>
    /// <param name="add">Called with each user, once.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static Task ReadContactedAsync(
        StoreConnection connection, DateTime since, (long First, long Last) users, Action<long> add,
        CancellationToken cancellationToken)
        => ReadUsersAsync(connection,
            "SELECT DISTINCT m.user_id FROM leadgraph.campaigns c "
                + "JOIN leadgraph.campaign_members m ON m.campaign_id = c.id "
                + $"WHERE c.created_at > @since AND m.variant <> {CampaignAssignment.Holdout} "
                + "AND m.user_id BETWEEN @first AND @last",
            add, cancellationToken, ("since", since), ("first", users.First), ("last", users.Last));

    /// <summary>Reads all members of a campaign, those included who get no message.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="id">The id of the campaign.</param>
    /// <param name="add">Called with each user.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static Task ReadUsersOfAsync(
        StoreConnection connection, long id, Action<long> add, CancellationToken cancellationToken)
        => ReadUsersAsync(connection, "SELECT user_id FROM leadgraph.campaign_members WHERE campaign_id = @id",
            add, cancellationToken, ("id", id));

    /// <summary>Reads the members of a campaign in the order of their ids.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="id">The id of the campaign.</param>
    /// <param name="after">Only users of higher ids; null for all.</param>
    /// <param name="variant">Only those of this variant; null for all.</param>
    /// <param name="limit">How many at most; null for all.</param>
    /// <param name="withHoldout">Whether those are among them who get no message.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<CampaignMembers> ReadMembersAsync(
        StoreConnection connection, long id, long? after, int? variant, int? limit, bool withHoldout,
        CancellationToken cancellationToken)
    {
        string conditions = (after is null ? "" : " AND user_id > @after")
            + (variant is null ? "" : " AND variant = @variant")
            + (withHoldout ? "" : $" AND variant <> {CampaignAssignment.Holdout}");
        await using DbCommand command = connection.Command(
            "SELECT user_id, lead_score, variant FROM leadgraph.campaign_members "
                + $"WHERE campaign_id = @id{conditions} ORDER BY user_id{(limit is null ? "" : " LIMIT @limit")}",
            ("id", id), ("after", after ?? 0), ("variant", variant ?? 0), ("limit", limit ?? 0));
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var members = new CampaignMembers();
        while (await row.ReadAsync(cancellationToken))
        {
            members.Add(row.GetInt64(0), (LeadScore)row.GetInt32(1), row.GetInt32(2));
        }

        return members;
    }

    /// <summary>Closes a campaign that is not closed and whose days are not over.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="id">The id.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether it was open.</returns>
    public static async Task<bool> CloseAsync(
        StoreConnection connection, long id, DateTime now, CancellationToken cancellationToken)
        => await connection.ExecuteAsync(
            "UPDATE leadgraph.campaigns SET closed_at = @now "
                + "WHERE id = @id AND closed_at IS NULL AND ends_at > @now", cancellationToken,
            ("now", now), ("id", id)) > 0;

    /// <summary>Deletes a campaign and its members.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> DeleteAsync(
        StoreConnection connection, long id, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            "DELETE FROM leadgraph.campaign_members WHERE campaign_id = @id", cancellationToken, ("id", id));
        return await connection.ExecuteAsync(
            "DELETE FROM leadgraph.campaigns WHERE id = @id", cancellationToken, ("id", id)) > 0;
    }

    /// <summary>Writes down who did what.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="caller">Who; null for a caller without a name.</param>
    /// <param name="action">What.</param>
    /// <param name="subject">With what.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static Task AuditAsync(
        StoreConnection connection, DateTime now, string? caller, string action, string subject,
        CancellationToken cancellationToken)
        => connection.ExecuteAsync(
            "INSERT INTO leadgraph.audit (happened_at, caller, action, subject) "
                + "VALUES (@now, @caller, @action, @subject)",
            cancellationToken, ("now", now), ("caller", caller), ("action", action), ("subject", subject));

    private static async Task ReadUsersAsync(
        StoreConnection connection, string sql, Action<long> add, CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = connection.Command(sql, parameters);
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            add(row.GetInt64(0));
        }
    }

    private static async Task<List<Campaign>> ReadAsync(
        StoreConnection connection, string conditions, CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = connection.Command(
            $"SELECT {Columns} FROM leadgraph.campaigns {conditions}", parameters);
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        List<Campaign> campaigns = [];
        while (await row.ReadAsync(cancellationToken))
        {
            campaigns.Add(new Campaign
            {
                Id = CampaignId.Format(row.GetInt64(0)),
                Number = row.GetInt64(0),
                Name = row.GetString(1),
                CreatedAt = row.GetUtc(2),
                CreatedBy = row.IsDBNull(3) ? null : row.GetString(3),
                EndsAt = row.GetUtc(4),
                ClosedAt = row.GetUtcOrNull(5),
                Definition = JsonSerializer.Deserialize<CampaignDefinition>(row.GetString(6))!
            });
        }

        return campaigns;
    }
}
