namespace LeadGraph.Limits;

/// <summary>
/// The turns of operations over WebSockets, by socket and by the identifiers that clients give them. A client may use
/// an identifier again before the operation that had it has ended; the turns under it are given back when all have.
/// </summary>
public sealed class SocketOperations
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(object Socket, string Id), Entry> _entries = [];
    private readonly Dictionary<object, int> _operations = [];

    /// <summary>Notes that an operation begins.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="id">The client's identifier of the operation.</param>
    /// <returns>How many operations the socket has now.</returns>
    public int Begin(object socket, string id)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((socket, id), out Entry? entry))
            {
                _entries[(socket, id)] = entry = new Entry();
            }

            entry.Operations++;
            return _operations[socket] = _operations.GetValueOrDefault(socket) + 1;
        }
    }

    /// <summary>Keeps the turn of an operation that has begun until it ends.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="id">The client's identifier of the operation.</param>
    /// <param name="turn">The turn.</param>
    public void Add(object socket, string id, OperationLease turn)
    {
        lock (_lock)
        {
            _entries[(socket, id)].Turns.Add(turn);
        }
    }

    /// <summary>Notes that an operation has ended.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="id">The client's identifier of the operation.</param>
    public void End(object socket, string id)
    {
        Entry? over = null;
        lock (_lock)
        {
            if (_entries.TryGetValue((socket, id), out Entry? entry))
            {
                if (--entry.Operations == 0)
                {
                    _entries.Remove((socket, id));
                    over = entry;
                }

                if (--_operations[socket] == 0)
                {
                    _operations.Remove(socket);
                }
            }
        }

        over?.Turns.ForEach(turn => turn.Dispose());
    }

    private sealed class Entry
    {
        public int Operations { get; set; }

        public List<OperationLease> Turns { get; } = [];
    }
}
