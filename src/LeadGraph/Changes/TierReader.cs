using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Changes;

/// <summary>Reads the tiers of all leads from the two tables, within a time limit of its own.</summary>
/// <param name="database">Creates contexts.</param>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="options">How long the reading may take.</param>
public sealed class TierReader(LeadDatabase database, ScoringRules rules, IOptions<LiveOptions> options)
{
    private readonly DatabaseReader _reader = new(database, options.Value.ExecutionTimeout);

    /// <summary>Compares the tiers of now with those before.</summary>
    /// <param name="before">The tiers before.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public Task<TierComparison> CompareAsync(LeadTiers before, DateTime now, CancellationToken cancellationToken)
        => _reader.StreamAsync(
            async (db, stop) =>
            {
                var comparison = new TierComparison(before);
                await foreach (var lead in db.UserActivity(rules, now, mayReadPersonalData: false)
                    .Select(x => new { x.UserId, x.LeadScore }).AsAsyncEnumerable().WithCancellation(stop))
                {
                    comparison.Add(lead.UserId, lead.LeadScore);
                }

                return comparison;
            },
            cancellationToken);

    /// <summary>The tiers of some users as of a moment of the past, by what the tables hold now.</summary>
    /// <param name="users">The users, a few hundred at most.</param>
    /// <param name="asOf">The moment, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public Task<Dictionary<long, LeadScore>> ReadAsync(
        long[] users, DateTime asOf, CancellationToken cancellationToken)
        => _reader.ReadAsync(
            (db, stop) => db.UserActivity(rules, asOf, mayReadPersonalData: false, users: users)
                .Select(x => new { x.UserId, x.LeadScore })
                .ToDictionaryAsync(x => x.UserId, x => x.LeadScore, stop),
            cancellationToken);

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
