using System.Text.Json.Nodes;
using GraphQLParser.AST;

namespace LeadGraph.Mcp;

/// <summary>JSON Schemas of GraphQL types. https://json-schema.org/draft/2020-12</summary>
/// <param name="schema">The types.</param>
public sealed class JsonSchemas(SchemaTypes schema)
{
    /// <summary>
    /// The schema of what is given as an argument or as a field of an input object. Null stands for what is left out,
    /// so it is not mentioned.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="definitions">Where the schemas of input objects go, which may contain themselves.</param>
    public JsonObject OfInput(GraphQLType type, JsonObject definitions)
        => OfInput(type, definitions, explainsValues: true);

    // The meaning of the values of an enum is told with arguments alone: assistants keep the whole text in mind.
    private JsonObject OfInput(GraphQLType type, JsonObject definitions, bool explainsValues)
    {
        switch (type)
        {
            case GraphQLNonNullType nonNull:
                return OfInput(nonNull.Type, definitions, explainsValues);
            case GraphQLListType list:
                return new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = OfInput(list.Type, definitions, explainsValues)
                };
        }

        string name = SchemaTypes.NameOf(type);
        if (schema.Find(name) is not GraphQLInputObjectTypeDefinition input)
        {
            return OfLeaf(name, explainsValues);
        }

        if (!definitions.ContainsKey(name))
        {
            var properties = new JsonObject();
            var definition = new JsonObject { ["type"] = "object", ["properties"] = properties };
            definitions.Add(name, definition);
            var required = new JsonArray();
            foreach (GraphQLInputValueDefinition field in input.Fields!.Items)
            {
                properties.Add(
                    field.Name.StringValue,
                    Describe(
                        OfInput(field.Type, definitions, explainsValues: false), SchemaTypes.DescriptionOf(field)));
                if (field is { Type: GraphQLNonNullType, DefaultValue: null })
                {
                    required.Add(field.Name.StringValue);
                }
            }

            if (required.Count > 0)
            {
                definition["required"] = required;
            }

            definition["additionalProperties"] = false;
            Describe(definition, SchemaTypes.DescriptionOf(input));
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    /// <summary>The schema of what a selection gives.</summary>
    /// <param name="type">The type that is selected from.</param>
    /// <param name="selected">The selection; null for a type without fields.</param>
    public JsonObject OfOutput(GraphQLType type, GraphQLSelectionSet? selected) => type switch
    {
        GraphQLNonNullType nonNull => OfNonNull(nonNull.Type, selected),
        _ => Nullable(OfNonNull(type, selected))
    };

    /// <summary>The schema of an object with the fields of a selection.</summary>
    /// <param name="type">The name of the type that is selected from.</param>
    /// <param name="selected">The selection.</param>
    public JsonObject OfObject(string type, GraphQLSelectionSet selected)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (GraphQLField field in selected.Selections.Cast<GraphQLField>())
        {
            GraphQLFieldDefinition definition = schema.Field(type, field.Name.StringValue);
            properties.Add(
                field.Name.StringValue,
                Describe(OfOutput(definition.Type, field.SelectionSet), SchemaTypes.DescriptionOf(definition)));
            // Those with a directive are left out at times.
            if (field.Directives is null)
            {
                required.Add(field.Name.StringValue);
            }
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
    }

    /// <summary>Adds a description.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="description">The description; null for none.</param>
    public static JsonObject Describe(JsonObject schema, string? description)
    {
        if (description is not null)
        {
            schema["description"] = schema["description"] is { } ofType ? $"{description} {ofType}" : description;
        }

        return schema;
    }

    private JsonObject OfNonNull(GraphQLType type, GraphQLSelectionSet? selected)
        => type is GraphQLListType list
            ? new JsonObject { ["type"] = "array", ["items"] = OfOutput(list.Type, selected) }
            : selected is null ? OfLeaf(SchemaTypes.NameOf(type), explainsValues: false)
            : OfObject(SchemaTypes.NameOf(type), selected);

    private JsonObject OfLeaf(string name, bool explainsValues) => name switch
    {
        "Int" or "Long" => new JsonObject { ["type"] = "integer" },
        "Float" => new JsonObject { ["type"] = "number" },
        "Boolean" => new JsonObject { ["type"] = "boolean" },
        "String" or "ID" => new JsonObject { ["type"] = "string" },
        "Date" => new JsonObject { ["type"] = "string", ["format"] = "date" },
        "DateTime" => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        _ => schema.Find(name) is GraphQLEnumTypeDefinition values ? OfEnum(values, explainsValues) : []
    };

    private static JsonObject OfEnum(GraphQLEnumTypeDefinition type, bool explainsValues)
    {
        List<GraphQLEnumValueDefinition> values = type.Values!.Items;
        var schema = new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value.Name.StringValue)])
        };
        string meanings = string.Join(" ", values
            .Where(value => explainsValues && value.Description is not null)
            .Select(value => $"{value.Name.StringValue}: {SchemaTypes.DescriptionOf(value)}"));
        return Describe(schema, meanings.Length > 0 ? meanings : null);
    }

    private static JsonObject Nullable(JsonObject schema)
    {
        if (schema["type"] is { } type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        }

        (schema["enum"] as JsonArray)?.Add(null);
        return schema;
    }
}
