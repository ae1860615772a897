using System.Collections.Concurrent;
using LeadGraph.Data;
using Microsoft.Extensions.Options;

namespace LeadGraph.Caching;

/// <summary>
/// Cached responses by key, and the responses being computed, for which identical requests wait.
/// </summary>
/// <remarks>
/// A response that is no longer fresh, because of its age or because the data changed, stays until
/// <see cref="CacheOptions.StaleIfError"/> for stale-if-error (RFC 5861, section 4). If there is too little room, the
/// oldest responses are evicted first.
/// </remarks>
public sealed class ResponseCacheStore
{
    // The approximate size of an entry's objects, without its key and its body.
    private const int EntryOverheadBytes = 512;

    // No generation: the response was invalidated while it was computed.
    private const int NeverFresh = -1;

    private readonly TimeProvider _clock;
    private readonly TimeSpan _freshness;
    private readonly TimeSpan _staleIfError;
    private readonly long _maxBytes;
    private readonly ConcurrentDictionary<byte[], LinkedListNode<Entry>> _entries = new(ByteKeyComparer.Instance);
    private readonly ConcurrentDictionary<byte[], LinkedListNode<Entry>>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly Dictionary<byte[], InFlightResponse> _inFlight = new(ByteKeyComparer.Instance);
    private readonly LinkedList<Entry> _oldestFirst = new();
    private readonly Lock _lock = new();
    private long _storedBytes;
    private long _reservedBytes;

    // Incremented when the data change. Entries of an older generation are not fresh.
    private int _generation;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="options">The settings of the cache.</param>
    /// <param name="activity">The activity mode, on which the default of stale-if-error depends.</param>
    /// <param name="clock">Measures ages monotonically, so that setting the system clock does not change them.</param>
    public ResponseCacheStore(IOptions<CacheOptions> options, IOptions<ActivityOptions> activity, TimeProvider clock)
    {
        _clock = clock;
        _freshness = TimeSpan.FromSeconds(options.Value.Seconds);
        _staleIfError = options.Value.StaleIfErrorFor(activity.Value.Mode);
        _maxBytes = options.Value.MaxMegabytes * 1024L * 1024L;
        _bySpan = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        MonotonicReads = new MonotonicReads(clock, _freshness);
    }

    /// <summary>Whether responses are cached at all.</summary>
    public bool IsEnabled => _freshness > TimeSpan.Zero;

    /// <summary>How recent the data are that each caller has read.</summary>
    public MonotonicReads MonotonicReads { get; }

    /// <summary>The largest response body that is cached, in bytes.</summary>
    public int MaxResponseBytes => (int)Math.Min(_maxBytes / 8, 16 * 1024 * 1024);

    /// <summary>The memory that cached responses take, in bytes.</summary>
    public long StoredBytes => Interlocked.Read(ref _storedBytes);

    /// <summary>The memory reserved for responses being computed, in bytes.</summary>
    public long ReservedBytes => Interlocked.Read(ref _reservedBytes);

    /// <summary>
    /// Reserves memory for a response being computed. At most half of the cache's memory can be reserved; stored
    /// responses are evicted to make room for it.
    /// </summary>
    /// <param name="bytes">How many bytes.</param>
    /// <returns>False if there is no room.</returns>
    public bool TryReserve(long bytes)
    {
        // Only what fits is ever added: a rejected reservation must not make a smaller one fail.
        long reserved = ReservedBytes;
        while (reserved + bytes <= _maxBytes / 2)
        {
            long current = Interlocked.CompareExchange(ref _reservedBytes, reserved + bytes, reserved);
            if (current == reserved)
            {
                return true;
            }

            reserved = current;
        }

        return false;
    }

    /// <summary>Releases reserved memory.</summary>
    /// <param name="bytes">How many bytes.</param>
    public void Release(long bytes) => Interlocked.Add(ref _reservedBytes, -bytes);

    /// <summary>Gets a fresh response.</summary>
    /// <param name="key">The cache key.</param>
    /// <param name="lastRead">The timestamp of the most recent data that the caller has read.</param>
    /// <param name="age">The age of the response in whole seconds.</param>
    /// <returns>The response, or null if there is none that is fresh and recent enough for the caller.</returns>
    public CachedResponse? GetFresh(ReadOnlySpan<byte> key, long lastRead, out int age)
    {
        age = 0;
        if (!_bySpan.TryGetValue(key, out LinkedListNode<Entry>? found)
            || found.Value.Generation != Volatile.Read(ref _generation)
            || !found.Value.Response.IsNoOlderThan(lastRead))
        {
            return null;
        }

        TimeSpan exactAge = _clock.GetElapsedTime(found.Value.Response.Started);
        age = (int)exactAge.TotalSeconds;
        return exactAge < _freshness ? found.Value.Response : null;
    }

    /// <summary>Gets the last good response, fresh or stale, to serve instead of a failure.</summary>
    /// <param name="key">The cache key.</param>
    /// <returns>The response, or null if there is none within stale-if-error.</returns>
    public CachedResponse? GetStale(byte[] key)
        => _entries.TryGetValue(key, out LinkedListNode<Entry>? found)
            && _clock.GetElapsedTime(found.Value.Response.Started) < _staleIfError ? found.Value.Response : null;

    /// <summary>Gets the response being computed for a key, or starts one.</summary>
    /// <param name="key">The cache key.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="lastRead">The timestamp of the most recent data that the caller has read.</param>
    /// <param name="left">A response for which the request waits no longer; null if there is none.</param>
    /// <param name="isStarted">
    /// Whether it was started: then the caller computes the response and calls <see cref="Finish"/>.
    /// </param>
    public InFlightResponse GetOrStart(
        byte[] key, string caller, long lastRead, InFlightResponse? left, out bool isStarted)
    {
        lock (_lock)
        {
            // The response of a computation that started longer ago would not be fresh.
            isStarted = !_inFlight.TryGetValue(key, out InFlightResponse? inFlight) || inFlight == left
                || inFlight.Started < lastRead || _clock.GetElapsedTime(inFlight.Started) >= _freshness;
            return isStarted ? Start(key, caller) : inFlight!;
        }
    }

    /// <summary>Starts a response, whether or not one is being computed for the key.</summary>
    /// <param name="key">The cache key.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    public InFlightResponse Start(byte[] key, string caller)
    {
        lock (_lock)
        {
            return _inFlight[key] = new InFlightResponse(key, caller, _clock.GetTimestamp());
        }
    }

    /// <summary>The age of a response in whole seconds.</summary>
    /// <param name="response">The response.</param>
    public int AgeOf(CachedResponse response) => (int)_clock.GetElapsedTime(response.Started).TotalSeconds;

    /// <summary>How many seconds a response of this age has been stale.</summary>
    /// <param name="age">Its age in whole seconds.</param>
    public int SecondsPastFreshness(int age) => Math.Max(0, age - (int)_freshness.TotalSeconds);

    /// <summary>Ends a computation, so that no further request waits for it, and stores its response.</summary>
    /// <param name="inFlight">The computation.</param>
    /// <param name="response">The response; null to store none.</param>
    public void Finish(InFlightResponse inFlight, CachedResponse? response)
    {
        lock (_lock)
        {
            bool isCurrent = _inFlight.TryGetValue(inFlight.Key, out InFlightResponse? current) && current == inFlight;
            if (isCurrent)
            {
                _inFlight.Remove(inFlight.Key);
            }

            if (response is null)
            {
                return;
            }

            // A response that was invalidated or superseded while it was computed is stored for stale-if-error only.
            // When the database is slow before it fails, there may be no other responses.
            TimeSpan age = _clock.GetElapsedTime(inFlight.Started);
            if (isCurrent && age < _freshness)
            {
                Store(inFlight.Key, response, _generation);
            }
            else if (age < _staleIfError && !(_entries.TryGetValue(inFlight.Key, out LinkedListNode<Entry>? other)
                && other.Value.Response.Started >= inFlight.Started))
            {
                Store(inFlight.Key, response, NeverFresh);
            }
        }
    }

    /// <summary>
    /// Makes all responses stale, including those being computed, because the data changed.
    /// </summary>
    public void Invalidate()
    {
        lock (_lock)
        {
            _inFlight.Clear();
            Volatile.Write(ref _generation, _generation + 1);
            EvictWhile(oldest => _staleIfError == TimeSpan.Zero
                || _clock.GetElapsedTime(oldest.Response.Started) >= _staleIfError);
        }
    }

    private void Store(byte[] key, CachedResponse response, int generation)
    {
        if (_entries.TryGetValue(key, out LinkedListNode<Entry>? previous))
        {
            Unlink(previous);
        }

        LinkedListNode<Entry> added = _oldestFirst.AddLast(new Entry(key, response, generation));
        _entries[key] = added;
        _storedBytes += added.Value.Size;
        TimeSpan maxAge = _freshness > _staleIfError ? _freshness : _staleIfError;
        long maxStoredBytes = _maxBytes - Interlocked.Read(ref _reservedBytes);
        EvictWhile(oldest => _storedBytes > maxStoredBytes
            || _clock.GetElapsedTime(oldest.Response.Started) >= maxAge);
    }

    private void EvictWhile(Predicate<Entry> condition)
    {
        while (_oldestFirst.First is { } oldest && condition(oldest.Value))
        {
            Unlink(oldest);
            _entries.TryRemove(KeyValuePair.Create(oldest.Value.Key, oldest));
        }
    }

    private void Unlink(LinkedListNode<Entry> entry)
    {
        _oldestFirst.Remove(entry);
        _storedBytes -= entry.Value.Size;
    }

    private sealed record Entry(byte[] Key, CachedResponse Response, int Generation)
    {
        public int Size => Key.Length + Response.HeaderBytes + Response.Body.Length + EntryOverheadBytes;
    }
}
