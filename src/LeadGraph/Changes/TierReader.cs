using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Changes;

/// <summary>
/// Reads the tiers of all leads from the two tables, within a time limit of its own, and from the primary server:
/// standbys lag by different times, so that tiers read from them could change back. Tiers that are not recorded may be
/// read from a standby while there is no primary.
/// </summary>
/// <param name="database">Creates contexts.</param>
/// <param name="limiters">Admit the reads.</param>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="options">How long the reading may take.</param>
public sealed class TierReader(
    LeadDatabase database, ReadLimiters limiters, ScoringRules rules, IOptions<LiveOptions> options)
{
    // Users whose tiers as of the comparison before are read by one statement, and by all such statements.
    private const int UsersPerStatement = 500;
    private const int MostReadById = 20 * UsersPerStatement;

    private readonly DatabaseReader _reader = new(database, limiters, options.Value.ExecutionTimeout);

    /// <summary>
    /// Compares the tiers of now with those before, and finds out which of them fell because time has passed; all
    /// within one time limit.
    /// </summary>
    /// <param name="before">The tiers before.</param>
    /// <param name="comparedAt">
    /// When the tiers before were read, UTC; null if there are none, or if they are of other rules.
    /// </param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public Task<TierComparison> CompareAsync(
        LeadTiers before, DateTime? comparedAt, DateTime now, CancellationToken cancellationToken)
        => CompareAsync(_reader.OfPrimary, before, comparedAt, now, cancellationToken);

    /// <summary>
    /// As <see cref="CompareAsync(LeadTiers, DateTime?, DateTime, CancellationToken)"/>, but on whatever server serves
    /// reads if no primary can be reached.
    /// </summary>
    /// <param name="before">The tiers before.</param>
    /// <param name="comparedAt">When the tiers before were read, UTC; null if there are none.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public async Task<TierComparison> CompareOnAnyServerAsync(
        LeadTiers before, DateTime? comparedAt, DateTime now, CancellationToken cancellationToken)
    {
        try
        {
            return await CompareAsync(before, comparedAt, now, cancellationToken);
        }
        catch (Exception lost)
            when (lost is TimeoutException or NpgsqlException { SqlState: null } && database.HasStandbys)
        {
            return await CompareAsync(_reader, before, comparedAt, now, cancellationToken);
        }
    }

    private Task<TierComparison> CompareAsync(
        DatabaseReader reader, LeadTiers before, DateTime? comparedAt, DateTime now,
        CancellationToken cancellationToken)
        => reader.StreamAsync(
            caller: null,
            async (db, stop) =>
            {
                var comparison = new TierComparison(before);
                await ReadAsync(db, now, users: null, comparison.Add, stop);
                if (comparedAt is { } earlier)
                {
                    await ReadFallenAsync(db, earlier, comparison, stop);
                }

                return comparison;
            },
            cancellationToken);

    // Where many fell, as after an hour in which nobody was active, reading all leads again costs less.
    private async Task ReadFallenAsync(
        LeadGraphDbContext db, DateTime asOf, TierComparison comparison, CancellationToken stop)
    {
        if (comparison.Fallen().Count() > MostReadById)
        {
            await ReadAsync(db, asOf, users: null, comparison.AddEarlier, stop);
            return;
        }

        foreach (long[] users in comparison.Fallen().ToArray().Chunk(UsersPerStatement))
        {
            await ReadAsync(db, asOf, users, comparison.AddEarlier, stop);
        }
    }

    private async Task ReadAsync(
        LeadGraphDbContext db, DateTime asOf, long[]? users, Action<long, LeadScore> add, CancellationToken stop)
    {
        await foreach (var lead in db.UserActivity(rules, asOf, mayReadPersonalData: false, users: users)
            .Select(x => new { x.UserId, x.LeadScore }).AsAsyncEnumerable().WithCancellation(stop))
        {
            add(lead.UserId, lead.LeadScore);
        }
    }

    /// <summary>Whether the database responds, so that a comparison that took too long was its own fault.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ReadCatalogAsync(cancellationToken);
            return true;
        }
        catch (DatabaseNotReadyException)
        {
            return false;
        }
    }
}
