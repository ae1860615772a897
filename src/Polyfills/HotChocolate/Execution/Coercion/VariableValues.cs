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

    private readonly Dictionary<string, (object? Value, ValueNode Literal)> _values = new(StringComparer.Ordinal);

    public bool TryGet(string name, out object? value)
    {
        bool found = _values.TryGetValue(name, out (object? Value, ValueNode Literal) entry);
        value = entry.Value;
        return found;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The variable as a literal without variables: what scalars read that take any value.</summary>
    public ValueNode? Literal(string name) => _values.TryGetValue(name, out var entry) ? entry.Literal : null;

    public void Set(string name, object? value, ValueNode literal) => _values[name] = (value, literal);
}

/// <summary>Writes JSON as the literals that mean the same.</summary>
internal static class JsonLiteral
{
    public static ValueNode From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => new BooleanValueNode(default, true),
        JsonValueKind.False => new BooleanValueNode(default, false),
        JsonValueKind.String => new StringValueNode(default, json.GetString()!, false),
        JsonValueKind.Number when json.GetRawText().AsSpan().ContainsAny('.', 'e', 'E')
            => new FloatValueNode(default, json.GetRawText()),
        JsonValueKind.Number => new IntValueNode(default, json.GetRawText()),
        JsonValueKind.Array => new ListValueNode(default, [.. json.EnumerateArray().Select(From)]),
        JsonValueKind.Object => new ObjectValueNode(
            default,
            [.. json.EnumerateObject().Select(entry =>
                new ObjectFieldNode(default, new NameNode(default, entry.Name), From(entry.Value)))]),
        _ => new NullValueNode(default),
    };
}
