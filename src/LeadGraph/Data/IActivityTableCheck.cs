using Npgsql;

namespace LeadGraph.Data;

/// <summary>Checks, in Maintained mode, that the table of scored activity can be read.</summary>
public interface IActivityTableCheck
{
    /// <summary>Checks that the table is installed, readable and filled.</summary>
    /// <param name="source">Where to connect to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>
    /// How long ago the last tick began, as <see cref="StoredAge"/> measures it; and why this program cannot bring the
    /// table up to date, though it can be read, or null.
    /// </returns>
    /// <exception cref="DatabaseNotReadyException">It is not; the message says what to do.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached or refuses.</exception>
    Task<(TimeSpan Age, string? Problem)> RequireFilledAsync(NpgsqlDataSource source, CancellationToken cancellationToken);
}
