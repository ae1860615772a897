using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace HotChocolate.Types;

/// <summary>An immutable list in definition order whose items are also found by their name.</summary>
internal sealed class NamedList<T>(IEnumerable<T> items, Func<T, string> name) : IReadOnlyList<T>
    where T : class
{
    private readonly T[] _items = [.. items];
    private readonly FrozenDictionary<string, T> _byName =
        items.ToFrozenDictionary(name, StringComparer.Ordinal);

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    /// <summary>The item of that name, or null.</summary>
    public T? this[string name] => _byName.GetValueOrDefault(name);

    public bool TryGet(string name, [NotNullWhen(true)] out T? item) => _byName.TryGetValue(name, out item);

    public ReadOnlySpan<T> AsSpan() => _items;

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
