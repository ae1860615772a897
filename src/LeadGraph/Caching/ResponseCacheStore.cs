using System.Collections.Concurrent;
using LeadGraph.Data;
using Microsoft.Extensions.Options;

namespace LeadGraph.Caching;

/// <summary>
/// Keeps answers in memory for a few seconds, by a key that holds all that they depend on, and lets those who ask for
/// what is being computed wait for it.
/// </summary>
/// <remarks>
/// An answer that is not fresh any more, by age or because the data have changed, stays for a while, for the case that
/// no other can be had (stale-if-error, RFC 5861, section 4). The oldest is always the next to go, by age or by need
/// of room.
/// </remarks>
public sealed class ResponseCacheStore
{
    // An entry's objects besides its key and its body, about.
    private const int Overhead = 512;

    // No generation.
    private const int NeverFresh = -1;

    private readonly TimeProvider _clock;
    private readonly TimeSpan _lifetime;
    private readonly TimeSpan _staleLifetime;
    private readonly long _maxBytes;
    private readonly ConcurrentDictionary<byte[], LinkedListNode<Entry>> _answers = new(ByteKeyComparer.Instance);
    private readonly ConcurrentDictionary<byte[], LinkedListNode<Entry>>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly Dictionary<byte[], InFlightResponse> _pending = new(ByteKeyComparer.Instance);
    private readonly LinkedList<Entry> _oldestFirst = new();
    private readonly Lock _lock = new();
    private long _bytes;
    private long _heldBack;

    // Raised when the data have changed: what was kept before is not fresh any more.
    private int _generation;

    /// <summary>Prepares an empty cache.</summary>
    /// <param name="options">How long and how much to keep.</param>
    /// <param name="activity">Which mode it is, on which it depends how long answers are kept for bad times.</param>
    /// <param name="clock">Measures age; setting the time of day does not alter it.</param>
    public ResponseCacheStore(IOptions<CacheOptions> options, IOptions<ActivityOptions> activity, TimeProvider clock)
    {
        _clock = clock;
        _lifetime = TimeSpan.FromSeconds(options.Value.Seconds);
        _staleLifetime = options.Value.StaleIn(activity.Value.Mode);
        _maxBytes = options.Value.MaxMegabytes * 1024L * 1024L;
        _bySpan = _answers.GetAlternateLookup<ReadOnlySpan<byte>>();
        Callers = new CallerMoments(clock, _lifetime);
    }

    /// <summary>Whether answers are kept at all.</summary>
    public bool IsOn => _lifetime > TimeSpan.Zero;

    /// <summary>Up to which moment each caller knows the data.</summary>
    public CallerMoments Callers { get; }

    /// <summary>The size, in bytes, from which on an answer is not kept.</summary>
    public int LargestResponse => (int)Math.Min(_maxBytes / 8, 16 * 1024 * 1024);

    /// <summary>The memory, in bytes, that is accounted for.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>
    /// Reserves memory for an answer that is being computed, of half of all that the cache may take; what is kept makes
    /// room for it.
    /// </summary>
    /// <param name="bytes">How much.</param>
    /// <returns>Whether there is room.</returns>
    public bool TryHoldBack(long bytes)
    {
        if (Interlocked.Add(ref _heldBack, bytes) <= _maxBytes / 2)
        {
            return true;
        }

        GiveBack(bytes);
        return false;
    }

    /// <summary>Gives back what was reserved.</summary>
    /// <param name="bytes">How much.</param>
    public void GiveBack(long bytes) => Interlocked.Add(ref _heldBack, -bytes);

    /// <summary>The memory, in bytes, that is reserved for answers being computed.</summary>
    public long HeldBack => Interlocked.Read(ref _heldBack);

    /// <summary>Finds an answer that is fresh.</summary>
    /// <param name="key">What it depends on.</param>
    /// <param name="known">The moment up to which the caller knows the data.</param>
    /// <param name="age">Its age in whole seconds.</param>
    public CachedResponse? Find(ReadOnlySpan<byte> key, long known, out int age)
    {
        age = 0;
        if (!_bySpan.TryGetValue(key, out LinkedListNode<Entry>? found)
            || found.Value.Generation != Volatile.Read(ref _generation) || !found.Value.Answer.IsNoOlderThan(known))
        {
            return null;
        }

        TimeSpan exact = _clock.GetElapsedTime(found.Value.Answer.Started);
        age = (int)exact.TotalSeconds;
        return exact < _lifetime ? found.Value.Answer : null;
    }

    /// <summary>Finds the last good answer, fresh or not, for when none can be computed.</summary>
    /// <param name="key">What it depends on.</param>
    public CachedResponse? FindStale(byte[] key)
        => _answers.TryGetValue(key, out LinkedListNode<Entry>? found)
            && _clock.GetElapsedTime(found.Value.Answer.Started) < _staleLifetime ? found.Value.Answer : null;

    /// <summary>Joins the computation of an answer, or begins it.</summary>
    /// <param name="key">What the answer depends on.</param>
    /// <param name="known">The moment up to which the caller knows the data.</param>
    /// <param name="mayBegin">Whether the caller is the one who has to compute, and then to end it.</param>
    public InFlightResponse Join(byte[] key, long known, out bool mayBegin)
    {
        lock (_lock)
        {
            // Who comes too late for a slow computation would get an answer that is older than allowed.
            mayBegin = !_pending.TryGetValue(key, out InFlightResponse? pending)
                || pending.Started < known || _clock.GetElapsedTime(pending.Started) >= _lifetime;
            return mayBegin ? _pending[key] = new InFlightResponse(key, _clock.GetTimestamp()) : pending!;
        }
    }

    /// <summary>The age, in whole seconds, of an answer.</summary>
    /// <param name="answer">The answer.</param>
    public int AgeOf(CachedResponse answer) => (int)_clock.GetElapsedTime(answer.Started).TotalSeconds;

    /// <summary>For how many seconds an answer has been older than one from memory usually is.</summary>
    /// <param name="age">Its age in whole seconds.</param>
    public int SecondsOver(int age) => Math.Max(0, age - (int)_lifetime.TotalSeconds);

    /// <summary>Ends a computation: nobody joins it any more.</summary>
    /// <param name="pending">What was begun.</param>
    /// <param name="toKeep">The answer, where it is to be kept.</param>
    public void End(InFlightResponse pending, CachedResponse? toKeep)
    {
        lock (_lock)
        {
            bool isCurrent = _pending.TryGetValue(pending.Key, out InFlightResponse? current) && current == pending;
            if (isCurrent)
            {
                _pending.Remove(pending.Key);
            }

            if (toKeep is null)
            {
                return;
            }

            // Dropped since, or overtaken, it may tell of what is no more, and is good for bad times alone. These come
            // when everything is slow, and then all answers may be of that kind.
            TimeSpan age = _clock.GetElapsedTime(pending.Started);
            if (isCurrent && age < _lifetime)
            {
                Keep(pending.Key, toKeep, _generation);
            }
            else if (age < _staleLifetime && !(_answers.TryGetValue(pending.Key, out LinkedListNode<Entry>? other)
                && other.Value.Answer.Started >= pending.Started))
            {
                Keep(pending.Key, toKeep, NeverFresh);
            }
        }
    }

    /// <summary>Gives no answer any more, those included that are being computed: the data have changed.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            _pending.Clear();
            Volatile.Write(ref _generation, _generation + 1);
            TimeSpan longest = _staleLifetime;
            RemoveWhile(oldest => longest == TimeSpan.Zero || _clock.GetElapsedTime(oldest.Answer.Started) >= longest);
        }
    }

    private void Keep(byte[] key, CachedResponse answer, int generation)
    {
        if (_answers.TryGetValue(key, out LinkedListNode<Entry>? previous))
        {
            Remove(previous);
        }

        LinkedListNode<Entry> kept = _oldestFirst.AddLast(new Entry(key, answer, generation));
        _answers[key] = kept;
        _bytes += kept.Value.Size;
        TimeSpan longest = _lifetime > _staleLifetime ? _lifetime : _staleLifetime;
        long most = _maxBytes - Interlocked.Read(ref _heldBack);
        RemoveWhile(oldest => _bytes > most || _clock.GetElapsedTime(oldest.Answer.Started) >= longest);
    }

    private void RemoveWhile(Predicate<Entry> condition)
    {
        while (_oldestFirst.First is { } oldest && condition(oldest.Value))
        {
            Remove(oldest);
            _answers.TryRemove(KeyValuePair.Create(oldest.Value.Key, oldest));
        }
    }

    private void Remove(LinkedListNode<Entry> entry)
    {
        _oldestFirst.Remove(entry);
        _bytes -= entry.Value.Size;
    }

    private sealed record Entry(byte[] Key, CachedResponse Answer, int Generation)
    {
        public int Size => Key.Length + Answer.Body.Length + Overhead;
    }

    /// <summary>Compares keys by their bytes. Each process seeds the hash anew, so nobody can aim at it.</summary>
    private sealed class ByteKeyComparer
        : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static ByteKeyComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] key) => GetHashCode(key.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
