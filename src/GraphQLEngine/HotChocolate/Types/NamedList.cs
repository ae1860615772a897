using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace HotChocolate.Types;

/// <summary>An immutable list in definition order whose items are also found by their name.</summary>
internal sealed class NamedList<T>(IEnumerable<T> items, Func<T, string> name) : IReadOnlyList<T>
    where T : class
{
    private readonly T[] _items = [.. items];
    private readonly FrozenDictionary<string, int> _indices = items
        .Select((item, index) => KeyValuePair.Create(name(item), index))
        .ToFrozenDictionary(StringComparer.Ordinal);

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    /// <summary>The item of that name, or null.</summary>
    public T? this[string name] => _indices.TryGetValue(name, out int index) ? _items[index] : null;

    /// <summary>The place of the item of that name, or -1.</summary>
    public int IndexOf(string name) => _indices.TryGetValue(name, out int index) ? index : -1;

    public bool TryGet(string name, [NotNullWhen(true)] out T? item)
    {
        item = this[name];
        return item is not null;
    }

    public ReadOnlySpan<T> AsSpan() => _items;

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
