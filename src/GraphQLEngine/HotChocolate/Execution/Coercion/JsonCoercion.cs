using System.Text.Json;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Coerces values of variables by the input coercion rules of their types.</summary>
internal static class JsonCoercion
{
    /// <exception cref="CoercionException">The value, or a part of it, is not one of the type.</exception>
    public static object? Coerce(JsonElement json, GraphQLType type)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return type.IsNonNull ? throw Invalid(json, type) : null;
        }

        return type.NullableType switch
        {
            ListType list => CoerceList(json, list),
            InputObjectType inputObject => CoerceObject(json, inputObject),
            EnumType enumType => StringScalar.TryRead(json, out string? name)
                && enumType.Values.TryGet(name!, out EnumValue? value)
                    ? value.RuntimeValue
                    : throw Invalid(json, type),
            ScalarType scalar => scalar.TryParseJson(json, out object? value) ? value : throw Invalid(json, type),
            _ => throw new CoercionException($"`{type}` is no input type."),
        };
    }

    private static List<object?> CoerceList(JsonElement json, ListType list)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return [Coerce(json, list.ElementType)];
        }

        var items = new List<object?>(json.GetArrayLength());
        foreach (JsonElement item in json.EnumerateArray())
        {
            items.Add(CoercePart(item, list.ElementType, $"[{items.Count}]"));
        }

        return items;
    }

    private static object CoerceObject(JsonElement json, InputObjectType type)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(json, type);
        }

        var result = new InputObject(type);
        foreach (JsonProperty entry in json.EnumerateObject())
        {
            string? name = JsonLiteral.NameOf(entry);
            int index = name is null ? -1 : type.Fields.IndexOf(name);
            if (index < 0)
            {
                throw new CoercionException($"`{type}` has no field `{name}`.")
                {
                    MessageWithoutSchemaNames = CoercionMessages.NoField(name),
                    Names = CoercionMessages.Fields(type),
                };
            }

            result.Set(index, CoercePart(entry.Value, type.Fields[index].Type, $".{name}"));
        }

        return InputObjectCoercion.Complete(result, null);
    }

    private static object? CoercePart(JsonElement json, GraphQLType type, FormattableString step)
    {
        try
        {
            return Coerce(json, type);
        }
        catch (CoercionException exception)
        {
            exception.Path = FormattableString.Invariant(step) + exception.Path;
            throw;
        }
    }

    private static CoercionException Invalid(JsonElement json, GraphQLType type)
    {
        string text = json.GetRawText();
        string shown = text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");
        return new CoercionException($"{shown} is not a value of type `{type}`.")
        {
            MessageWithoutSchemaNames = $"{shown} is not a value of the type that is needed.",
            Names = CoercionMessages.Expected(type),
        };
    }
}
