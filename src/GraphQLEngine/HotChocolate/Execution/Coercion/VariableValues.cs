using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>
/// The coerced variables of a request. A variable that was not given and has no default has no value,
/// which is not the same as null.
/// </summary>
internal sealed class VariableValues
{
    public static readonly VariableValues None = new();

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public bool TryGet(string name, out object? value)
    {
        bool found = _entries.TryGetValue(name, out Entry? entry);
        value = entry?.Value;
        return found;
    }

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>
    /// The variable as a literal without variables, or null if it has no value: what the cost analysis reads, and
    /// scalars that take any value.
    /// </summary>
    public ValueNode? Literal(string name)
        => _entries.TryGetValue(name, out Entry? entry) ? entry.Literal ??= JsonLiteral.From(entry.Json) : null;

    /// <summary>Gives a variable the value that came with the request.</summary>
    public void Set(string name, object? value, JsonElement json) => _entries[name] = new Entry(value) { Json = json };

    /// <summary>Gives a variable its default.</summary>
    public void Set(string name, object? value, ValueNode literal)
        => _entries[name] = new Entry(value) { Literal = literal };

    private sealed class Entry(object? value)
    {
        public object? Value { get; } = value;

        public JsonElement Json { get; init; }

        /// <summary>
        /// Made when it is first asked for, and kept: a document may use a large value in many places.
        /// </summary>
        public ValueNode? Literal { get; set; }
    }
}
