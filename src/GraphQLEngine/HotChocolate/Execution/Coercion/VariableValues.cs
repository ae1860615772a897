using System.Runtime.InteropServices;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>
/// The coerced variables of a request. A variable that was not given and has no default has no value,
/// which is not the same as null.
/// </summary>
/// <param name="json">What came with the request, of which the values are parts; undefined if nothing came.</param>
internal sealed class VariableValues(JsonElement json = default)
{
    // Of JSON, the values and their literals have together.
    private const int BytesPerByte = 6;
    private const int BytesPerToken = 200;

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

    /// <summary>Roughly the memory that what came with the request takes, in bytes.</summary>
    public long Size
    {
        get
        {
            ReadOnlySpan<byte> text =
                json.ValueKind == JsonValueKind.Undefined ? default : JsonMarshal.GetRawUtf8Value(json);
            return ((long)BytesPerByte * text.Length) + ((long)BytesPerToken * VariableSize.TokensIn(text));
        }
    }

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
