using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-Scalars</summary>
internal abstract class ScalarType(string name) : NamedType(name)
{
    /// <summary>
    /// Where the scalar's format is specified: https://spec.graphql.org/September2025/#sec--specifiedBy
    /// </summary>
    public string? SpecifiedBy { get; set; }

    /// <summary>Reads a literal that holds no variables. Never called with a null literal.</summary>
    public abstract bool TryParseLiteral(ValueNode literal, out object? value);

    /// <summary>Reads the value of a variable. Never called with JSON null.</summary>
    public abstract bool TryParseJson(JsonElement json, out object? value);

    /// <summary>Writes a result. False if the value is none of this scalar; then nothing is written.</summary>
    public abstract bool TryWrite(ResponseWriter writer, object value);

    /// <summary>
    /// A writer for a property of exactly this type that writes it without boxing, or null if there is no
    /// faster way than <see cref="TryWrite"/>. Where <typeparamref name="T"/> can be null, it is never given null.
    /// </summary>
    public virtual Action<ResponseWriter, T>? WriterFor<T>() => null;
}

/// <summary>https://spec.graphql.org/September2025/#sec-Enums</summary>
internal sealed class EnumType(string name) : NamedType(name)
{
    private FrozenDictionary<object, EnumValue> _byRuntimeValue = FrozenDictionary<object, EnumValue>.Empty;

    public NamedList<EnumValue> Values
    {
        get;
        set
        {
            field = value;
            _byRuntimeValue = value.ToFrozenDictionary(item => item.RuntimeValue);
        }
    } = new([], value => value.Name);

    /// <summary>The value that a C# value stands for.</summary>
    public bool TryGetByRuntimeValue(object runtimeValue, [NotNullWhen(true)] out EnumValue? value)
        => _byRuntimeValue.TryGetValue(runtimeValue, out value);

    /// <summary>Writes a result. False if the value is none of this enum; then nothing is written.</summary>
    public bool TryWrite(ResponseWriter writer, object value)
    {
        if (!TryGetByRuntimeValue(value, out EnumValue? enumValue))
        {
            return false;
        }

        writer.WriteRaw(enumValue.Json);
        return true;
    }

    /// <summary>A writer for properties of the C# enum, as <see cref="ScalarType.WriterFor"/> is for scalars.</summary>
    public Action<ResponseWriter, T>? WriterFor<T>()
        where T : notnull
    {
        if (typeof(T) != RuntimeType)
        {
            return null;
        }

        FrozenDictionary<T, byte[]> names =
            Values.ToFrozenDictionary(value => (T)value.RuntimeValue, value => value.Json);
        return (writer, value) => writer.WriteRaw(
            names.TryGetValue(value, out byte[]? name) ? name : throw InvalidLeaf.Create(Name, value));
    }
}

/// <summary>One value of an enum.</summary>
internal sealed class EnumValue(string name, object runtimeValue)
{
    public string Name { get; } = name;

    /// <summary>The name as a JSON string in UTF-8.</summary>
    public byte[] Json { get; } = Encoding.UTF8.GetBytes($"\"{name}\"");

    /// <summary>What resolvers get and return: a member of a C# enum, or the name where there is none.</summary>
    public object RuntimeValue { get; } = runtimeValue;

    public string? Description { get; set; }

    public string? DeprecationReason { get; set; }

    public IReadOnlyList<DirectiveNode> Directives { get; set; } = [];
}
