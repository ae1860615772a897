using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>A scalar whose resolvers get and return a <typeparamref name="T"/>.</summary>
internal abstract class TypedScalar<T>(string name) : ScalarType(name)
    where T : notnull
{
    public sealed override bool TryParseLiteral(ValueNode literal, out object? value)
    {
        value = TryParse(literal, out T? parsed) ? parsed : null;
        return value is not null;
    }

    public sealed override bool TryParseJson(JsonElement json, out object? value)
    {
        value = TryParse(json, out T? parsed) ? parsed : null;
        return value is not null;
    }

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (value is not T typed)
        {
            return false;
        }

        Write(writer, typed);
        return true;
    }

    public override Action<ResponseWriter, TValue>? WriterFor<TValue>()
        => (Action<ResponseWriter, T>)Write as Action<ResponseWriter, TValue>;

    /// <summary>Reads a literal that holds no variables.</summary>
    protected abstract bool TryParse(ValueNode literal, [MaybeNullWhen(false)] out T value);

    /// <summary>Reads the value of a variable.</summary>
    protected abstract bool TryParse(JsonElement json, [MaybeNullWhen(false)] out T value);

    /// <summary>Writes a result.</summary>
    protected abstract void Write(ResponseWriter writer, T value);
}
