using System.Data.Common;
using LeadGraph.Tests.Soak;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LeadGraph.Tests.Faults.History;

/// <summary>
/// Writes transactions one after another, whose events leave the window seconds later, so that tiers rise and fall.
/// Some transactions are rolled back, some stay open for a while, and some register users or delete registrations.
/// What became of one whose connection broke, nobody asks: the tables tell.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="random">Draws what to write.</param>
/// <param name="firstUser">The first of the users that only this one registers.</param>
/// <param name="longest">The longest time that a transaction stays open.</param>
/// <param name="report">Counts transactions.</param>
internal sealed class HistoryWriter(
    HistoryDatabase database, Random random, long firstUser, TimeSpan longest, SoakReport report)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestStay = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(3);

    private int _registered;

    /// <summary>When the last of the events has left the window, UTC.</summary>
    public DateTime LastExit { get; private set; }

    /// <summary>Four of them, one of which has long transactions.</summary>
    /// <param name="database">The database.</param>
    /// <param name="seed">What to write.</param>
    /// <param name="report">Counts transactions.</param>
    public static HistoryWriter[] Several(HistoryDatabase database, int seed, SoakReport report) =>
    [
        .. Enumerable.Range(0, 4).Select(i => new HistoryWriter(
            database, new Random(seed + (100 * i)), 1_000 * (i + 1), i == 0 ? LongestTransaction : TimeSpan.Zero,
            report))
    ];

    /// <summary>Writes until told to stop.</summary>
    /// <param name="stop">Ends it after a transaction.</param>
    public async Task WriteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using DbConnection connection = await database.OpenAsync();
                await WriteOnceAsync(connection, stop);
            }
            catch (Exception failure)
                when (failure is NpgsqlException or SqliteException or TimeoutException or IOException)
            {
                report.Count("transactions that failed");
            }

            await Task.Delay(random.Next(250), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteOnceAsync(DbConnection connection, CancellationToken stop)
    {
        bool staysOpen = longest > TimeSpan.Zero && random.Next(2) == 0;
        bool isTakenBack = random.Next(5) == 0;
        // The events may have left before the commit.
        LastExit = DateTime.UtcNow + LongestStay;
        await using DbTransaction transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            await WriteSomethingAsync(connection);
            if (staysOpen)
            {
                await Task.Delay(longest * random.NextDouble() / 2, stop)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await (isTakenBack ? transaction.RollbackAsync(CancellationToken.None)
            : transaction.CommitAsync(CancellationToken.None));
        report.Count(isTakenBack ? "transactions rolled back" : "transactions");
    }

    private async Task WriteSomethingAsync(DbConnection connection)
    {
        switch (random.Next(8))
        {
            case 0:
                await HistoryDatabase.RegisterAsync(connection, firstUser + _registered++);
                break;
            case 1 when _registered > 0:
                await HistoryDatabase.ExecuteAsync(
                    connection, "DELETE FROM free_lesson_registrations WHERE user_id = @user",
                    ("user", firstUser + random.Next(_registered)));
                break;
            default:
                long user = random.Next(3) == 0 && _registered > 0
                    ? firstUser + random.Next(_registered) : random.NextInt64(1, HistoryDatabase.Users + 1);
                DateTime leaving = DateTime.UtcNow + (LongestStay * random.NextDouble());
                for (int i = random.Next(2, 13); i > 0; i--)
                {
                    DateTime at = (leaving < LastExit ? leaving : LastExit) - Window;
                    await HistoryDatabase.ActAsync(connection, user, at.AddMilliseconds(-i));
                }

                break;
        }
    }
}
