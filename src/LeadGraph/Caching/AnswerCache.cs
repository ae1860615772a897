using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace LeadGraph.Caching;

/// <summary>
/// Keeps answers in memory for a few seconds, by a key that holds all that they depend on, and lets those who ask for
/// what is being computed wait for it.
/// </summary>
/// <remarks>As all answers live equally long, the oldest is always the next to go, by age or by need of room.</remarks>
public sealed class AnswerCache
{
    // An entry's objects besides its key and its body, about.
    private const int Overhead = 512;

    private readonly TimeProvider _clock;
    private readonly TimeSpan _lifetime;
    private readonly long _maxBytes;
    private readonly ConcurrentDictionary<byte[], CachedAnswer> _answers = new(ByteKeyComparer.Instance);
    private readonly ConcurrentDictionary<byte[], CachedAnswer>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly Dictionary<byte[], PendingAnswer> _pending = new(ByteKeyComparer.Instance);
    private readonly Queue<(byte[] Key, CachedAnswer Answer)> _oldestFirst = new();
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>Prepares an empty cache.</summary>
    /// <param name="options">How long and how much to keep.</param>
    /// <param name="clock">Measures age; setting the time of day does not alter it.</param>
    public AnswerCache(IOptions<CacheOptions> options, TimeProvider clock)
    {
        _clock = clock;
        _lifetime = TimeSpan.FromSeconds(options.Value.Seconds);
        _maxBytes = options.Value.MaxMegabytes * 1024L * 1024L;
        _bySpan = _answers.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Whether answers are kept at all.</summary>
    public bool IsOn => _lifetime > TimeSpan.Zero;

    /// <summary>The size, in bytes, from which on an answer is not kept.</summary>
    public int LargestAnswer => (int)Math.Min(_maxBytes / 8, 16 * 1024 * 1024);

    /// <summary>The memory, in bytes, that is accounted for.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Finds an answer that is young enough.</summary>
    /// <param name="key">What it depends on.</param>
    /// <param name="age">Its age in whole seconds.</param>
    public CachedAnswer? Find(ReadOnlySpan<byte> key, out int age)
    {
        age = 0;
        if (!_bySpan.TryGetValue(key, out CachedAnswer? answer))
        {
            return null;
        }

        TimeSpan exact = _clock.GetElapsedTime(answer.Started);
        age = (int)exact.TotalSeconds;
        return exact < _lifetime ? answer : null;
    }

    /// <summary>Joins the computation of an answer, or begins it.</summary>
    /// <param name="key">What the answer depends on.</param>
    /// <param name="mayBegin">Whether the caller is the one who has to compute, and then to end it.</param>
    public PendingAnswer Join(byte[] key, out bool mayBegin)
    {
        lock (_lock)
        {
            // Who comes too late for a slow computation would get an answer that is older than allowed.
            mayBegin = !_pending.TryGetValue(key, out PendingAnswer? pending)
                || _clock.GetElapsedTime(pending.Started) >= _lifetime;
            return mayBegin ? _pending[key] = new PendingAnswer(key, _clock.GetTimestamp()) : pending!;
        }
    }

    /// <summary>The age, in whole seconds, of an answer.</summary>
    /// <param name="answer">The answer.</param>
    public int AgeOf(CachedAnswer answer) => (int)_clock.GetElapsedTime(answer.Started).TotalSeconds;

    /// <summary>Ends a computation: nobody joins it any more.</summary>
    /// <param name="pending">What was begun.</param>
    /// <param name="toKeep">The answer, where it is to be kept.</param>
    public void End(PendingAnswer pending, CachedAnswer? toKeep)
    {
        lock (_lock)
        {
            // Dropped since, or overtaken: then the answer may tell of what is no more.
            if (_pending.TryGetValue(pending.Key, out PendingAnswer? current) && current == pending)
            {
                _pending.Remove(pending.Key);
                if (toKeep is not null && _clock.GetElapsedTime(pending.Started) < _lifetime)
                {
                    Keep(pending.Key, toKeep);
                }
            }
        }
    }

    /// <summary>Forgets every answer, those included that are being computed: the data have changed.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            _pending.Clear();
            _answers.Clear();
            _oldestFirst.Clear();
            _bytes = 0;
        }
    }

    private void Keep(byte[] key, CachedAnswer answer)
    {
        _answers[key] = answer;
        _oldestFirst.Enqueue((key, answer));
        _bytes += SizeOf(key, answer);
        while (_oldestFirst.TryPeek(out var oldest)
            && (_bytes > _maxBytes || _clock.GetElapsedTime(oldest.Answer.Started) >= _lifetime))
        {
            _oldestFirst.Dequeue();
            _bytes -= SizeOf(oldest.Key, oldest.Answer);
            _answers.TryRemove(KeyValuePair.Create(oldest.Key, oldest.Answer));
        }
    }

    private static int SizeOf(byte[] key, CachedAnswer answer) => key.Length + answer.Body.Length + Overhead;

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
