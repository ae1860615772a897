using System.Text.Json;
using System.Text.Json.Nodes;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Resolves fields from JSON, as the conformance vectors describe it.</summary>
internal static class JsonRoot
{
    public static ValueTask<object?> Resolve(ResolverContext context)
    {
        var parent = (JsonElement)context.Parent!;
        if (parent.TryGetProperty("$args", out _))
        {
            return new(EchoArguments(context));
        }

        return new(parent.TryGetProperty(context.Field.Name, out JsonElement value)
            ? ToResult(value, context.Field.Type.NullableType)
            : null);
    }

    /// <summary>The same, but half of the fields have to be waited for.</summary>
    public static async ValueTask<object?> ResolveLater(ResolverContext context)
    {
        if (context.FieldNodes[0].Location.Column % 2 == 0)
        {
            await Task.Yield();
        }

        return await Resolve(context);
    }

    public static string? ResolveType(object value)
        => value is JsonElement { ValueKind: JsonValueKind.Object } json
            && json.TryGetProperty("__typename", out JsonElement name)
            && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;

    private static object? ToResult(JsonElement json, GraphQLType type) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object when json.TryGetProperty("$error", out JsonElement message)
            => new GraphQLException(ErrorBuilder.New().SetMessage(message.GetString()!).Build()),
        JsonValueKind.Array when type is ListType list
            => json.EnumerateArray().Select(item => ToResult(item, list.ElementType.NullableType)).ToList(),
        _ when type is JsonScalar => json,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        JsonValueKind.Number => json.TryGetInt64(out long whole) ? whole : json.GetDouble(),
        _ => json,
    };

    /// <summary>Answers the arguments as JSON text.</summary>
    public static ValueTask<object?> Echo(ResolverContext context) => new(EchoArguments(context));

    private static string EchoArguments(ResolverContext context)
    {
        var echo = new JsonObject();
        for (int index = 0; index < context.Field.Arguments.Count; index++)
        {
            if (context.IsGiven(index))
            {
                echo[context.Field.Arguments[index].Name] = Echo(context.Argument(index));
            }
        }

        return echo.ToJsonString();
    }

    private static JsonNode? Echo(object? value) => value switch
    {
        null => null,
        InputObject input => new JsonObject(
            input.Given().Select(given => KeyValuePair.Create(given.Field.Name, Echo(given.Value)))),
        List<object?> list => new JsonArray([.. list.Select(Echo)]),
        _ => JsonSerializer.SerializeToNode(value),
    };
}
