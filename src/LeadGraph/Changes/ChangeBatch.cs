using LeadGraph.Data;
using LeadGraph.Limits;

namespace LeadGraph.Changes;

/// <summary>
/// Moves that arrived together and are delivered to one subscriber one after the other. The activity of their users is
/// loaded by one statement, at the first delivery that selects it. Thread-safe, but for <see cref="MoveNext"/>.
/// </summary>
/// <param name="users">The users, in the order of the deliveries.</param>
/// <param name="budget">The budget in which the memory of the loaded rows is held.</param>
/// <param name="caller">The name under which the subscriber is counted.</param>
/// <param name="clock">Tells how old the loaded rows are.</param>
public sealed class ChangeBatch(long[] users, MemoryBudget budget, string caller, TimeProvider clock) : IDisposable
{
    /// <summary>The most moves of a batch.</summary>
    public const int Largest = 200;

    // A subscriber that reads slowly gets the activity of about now all the same.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();

    // By the selection that loaded them: an operation may select the activity several times, with other fields.
    private readonly Dictionary<int, Loaded> _loaded = [];
    private bool _hasNoMemory;
    private bool _isDisposed;
    private int _delivered = -1;

    /// <summary>Goes on to the next delivery. The one before has ended.</summary>
    public void MoveNext()
    {
        lock (_lock)
        {
            _delivered++;
            foreach ((int selection, Loaded old) in _loaded.Where(
                loaded => clock.GetElapsedTime(loaded.Value.Since) > MaxAge).ToList())
            {
                _loaded.Remove(selection);
                old.Memory.Dispose();
            }
        }
    }

    /// <summary>Reads the activity of the user whose move is being delivered; null if the user is gone.</summary>
    /// <param name="selection">The number of the selection within the operation.</param>
    /// <param name="load">
    /// Loads the activity of users with their ids. It passes the bytes that it reads to its second argument.
    /// </param>
    /// <param name="own">The memory of the delivery.</param>
    public async Task<UserActivity?> ReadAsync(
        int selection, Func<long[], Action<long>, Task<List<UserActivity>>> load, OperationMemory own)
    {
        long user = users[_delivered];
        lock (_lock)
        {
            if (_loaded.TryGetValue(selection, out Loaded? known))
            {
                return known.Rows.GetValueOrDefault(user);
            }
        }

        if (!_hasNoMemory && await TryLoadAsync(selection, load) is { } rows)
        {
            return rows.GetValueOrDefault(user);
        }

        // One row takes little, and a move cannot be requested again.
        return (await load([user], own.Charge)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (Loaded loaded in _loaded.Values)
            {
                loaded.Memory.Dispose();
            }
        }
    }

    // Null if the memory for the rows of all users is not there.
    private async Task<Dictionary<long, UserActivity>?> TryLoadAsync(
        int selection, Func<long[], Action<long>, Task<List<UserActivity>>> load)
    {
        long since = clock.GetTimestamp();
        var memory = new MemoryHold(budget, caller);
        bool isKept = false;
        try
        {
            Dictionary<long, UserActivity> rows =
                (await load(users[_delivered..], memory.Add)).ToDictionary(row => row.UserId);
            lock (_lock)
            {
                isKept = !_isDisposed && _loaded.TryAdd(selection, new Loaded(rows, memory, since));
            }

            return rows;
        }
        catch (MemoryLimitException)
        {
            _hasNoMemory = true;
            return null;
        }
        finally
        {
            if (!isKept)
            {
                memory.Dispose();
            }
        }
    }

    // Rows, with the memory that they take, and the timestamp at which they began to be loaded.
    private sealed record Loaded(Dictionary<long, UserActivity> Rows, MemoryHold Memory, long Since);
}
