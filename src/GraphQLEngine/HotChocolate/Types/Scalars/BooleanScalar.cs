using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-Boolean. Resolvers get a <see cref="bool"/>.</summary>
internal sealed class BooleanScalar : TypedScalar<bool>
{
    public BooleanScalar()
        : base("Boolean")
        => Description = "True or false.";

    protected override bool TryParse(ValueNode literal, out bool value)
    {
        value = literal is BooleanValueNode { Value: true };
        return literal is BooleanValueNode;
    }

    protected override bool TryParse(JsonElement json, out bool value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    protected override void Write(ResponseWriter writer, bool value) => writer.WriteBoolean(value);
}
