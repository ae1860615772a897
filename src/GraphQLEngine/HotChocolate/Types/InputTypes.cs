using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>An argument of a field or directive, or a field of an input object.</summary>
internal sealed class InputValue(string name)
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    public string? DeprecationReason { get; set; }

    public required GraphQLType Type { get; set; }

    /// <summary>The default as it is written in SDL; null where there is none.</summary>
    public ValueNode? DefaultValue { get; set; }

    /// <summary>The directives applied to the definition, as they are printed in SDL.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; set; } = [];

    /// <summary>The C# type that resolvers take it as; null leaves it as coercion made it.</summary>
    public Type? RuntimeType { get; set; }

    /// <summary>https://spec.graphql.org/September2025/#sec-Required-Arguments</summary>
    public bool IsRequired => Type is NonNullType && DefaultValue is null;
}

/// <summary>https://spec.graphql.org/September2025/#sec-Input-Objects</summary>
internal class InputObjectType(string name) : NamedType(name)
{
    public NamedList<InputValue> Fields { get; set; } = new([], field => field.Name);

    /// <summary>
    /// Whether exactly one field has to be given: https://spec.graphql.org/September2025/#sec-OneOf-Input-Objects
    /// </summary>
    public bool IsOneOf { get; set; }

    /// <summary>Makes the C# object that resolvers get. Null: they get the <see cref="InputObject"/> itself.</summary>
    public Func<InputObject, object>? CreateInstance { get; set; }
}

/// <summary>
/// A coerced input object: values by the index of their field in the type. A field that was left out and has no
/// default has no value, which is not the same as null.
/// </summary>
internal sealed class InputObject(InputObjectType type)
{
    private readonly object?[] _values = new object?[type.Fields.Count];
    private readonly bool[] _given = new bool[type.Fields.Count];
    private readonly List<int> _order = [];

    public InputObjectType Type { get; } = type;

    public void Set(int index, object? value)
    {
        if (!_given[index])
        {
            _given[index] = true;
            _order.Add(index);
        }

        _values[index] = value;
    }

    public bool IsGiven(int index) => _given[index];

    public object? this[int index] => _values[index];

    /// <summary>What was given, and defaults, in schema order.</summary>
    public IEnumerable<(InputValue Field, object? Value)> Given()
    {
        for (int index = 0; index < _values.Length; index++)
        {
            if (_given[index])
            {
                yield return (Type.Fields[index], _values[index]);
            }
        }
    }

    /// <summary>
    /// What was given as the request has it in order, then defaults: the keys of an order depend on it.
    /// </summary>
    public IEnumerable<(InputValue Field, object? Value)> AsWritten()
        => _order.Select(index => (Type.Fields[index], _values[index]));
}
