namespace LeadGraph.Limits;

/// <summary>
/// The leases of operations over WebSockets, by socket and by the client's operation id. A client may reuse an id
/// before the earlier operation has ended; the leases of an id are released when all its operations have ended.
/// </summary>
public sealed class SocketOperations
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(object Socket, string Id), Entry> _entries = [];
    private readonly Dictionary<object, int> _operations = [];

    /// <summary>Records the start of an operation.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="id">The client's id of the operation.</param>
    /// <returns>The number of operations that the socket has now.</returns>
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

    /// <summary>Adds the lease of an operation, to be released at its end.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="id">The client's id of the operation.</param>
    /// <param name="lease">The lease.</param>
    public void Add(object socket, string id, OperationLease lease)
    {
        lock (_lock)
        {
            _entries[(socket, id)].Leases.Add(lease);
        }
    }

    /// <summary>Records the end of an operation.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="id">The client's id of the operation.</param>
    public void End(object socket, string id)
    {
        Entry? ended = null;
        lock (_lock)
        {
            if (_entries.TryGetValue((socket, id), out Entry? entry))
            {
                if (--entry.Operations == 0)
                {
                    _entries.Remove((socket, id));
                    ended = entry;
                }

                if (--_operations[socket] == 0)
                {
                    _operations.Remove(socket);
                }
            }
        }

        ended?.Leases.ForEach(lease => lease.Dispose());
    }

    private sealed class Entry
    {
        public int Operations { get; set; }

        public List<OperationLease> Leases { get; } = [];
    }
}
