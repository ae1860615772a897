using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-Boolean. Resolvers get a <see cref="bool"/>.</summary>
internal sealed class BooleanScalar : ScalarType
{
    public BooleanScalar()
        : base("Boolean")
        => Description = "True or false.";

    public override bool TryParseLiteral(ValueNode literal, out object? value)
    {
        value = (literal as BooleanValueNode)?.Value;
        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value)
    {
        value = json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : null;
        return value is not null;
    }

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (value is not bool boolean)
        {
            return false;
        }

        writer.WriteBoolean(boolean);
        return true;
    }

    public override Action<ResponseWriter, T>? WriterFor<T>()
        => (Action<ResponseWriter, bool>)(static (writer, value) => writer.WriteBoolean(value))
            as Action<ResponseWriter, T>;
}
