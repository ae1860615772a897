using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQLParser;
using GraphQLParser.AST;
using ModelContextProtocol.Protocol;

namespace LeadGraph.Mcp;

/// <summary>
/// A tool over a stored document. The variables of the document are its arguments, but for <c>personal</c>, whether the
/// caller may read personal data, and variables such as <c>hasId</c>, whether the argument <c>id</c> is given. A
/// comment above the query or a variable describes it; without one the schema does.
/// </summary>
public sealed class LeadTool
{
    private const string Personal = "personal";
    private const string Has = "has";

    private readonly List<GraphQLVariableDefinition> _variables;

    /// <summary>Creates the tool.</summary>
    /// <param name="name">The name.</param>
    /// <param name="document">The document: one query without fragments.</param>
    /// <param name="schema">The schema that the document is for.</param>
    public LeadTool(string name, string document, SchemaTypes schema)
    {
        Name = name;
        Document = document;
        GraphQLOperationDefinition query =
            Parser.Parse(document, new ParserOptions { Ignore = IgnoreOptions.Locations }).Definitions.OfType<GraphQLOperationDefinition>().Single();
        _variables = query.Variables?.Items ?? [];
        Arguments = [.. _variables.Select(NameOf).Where(variable => !IsSetHere(variable))];
        var schemas = new JsonSchemas(schema);
        string title = name.Replace('_', ' ');
        Protocol = new Tool
        {
            Name = name,
            Title = char.ToUpperInvariant(title[0]) + title[1..],
            Description = CommentOf(query) ?? Describe(query.SelectionSet, schema),
            InputSchema = JsonSerializer.SerializeToElement(InputSchema(query.SelectionSet, schema, schemas)),
            OutputSchema = JsonSerializer.SerializeToElement(
                schemas.OfObject(SchemaTypes.Query, query.SelectionSet)),
            Annotations = new ToolAnnotations
            {
                ReadOnlyHint = true,
                DestructiveHint = false,
                IdempotentHint = true,
                OpenWorldHint = false
            }
        };
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The document.</summary>
    public string Document { get; }

    /// <summary>The names of the arguments.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The tool as clients are told of it.</summary>
    public Tool Protocol { get; }

    /// <summary>The variables of the document for a call.</summary>
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="mayReadPersonalData">Whether the caller may read personal data.</param>
    public JsonObject VariablesFor(IDictionary<string, JsonElement> arguments, bool mayReadPersonalData)
    {
        var variables = new JsonObject();
        foreach (string variable in _variables.Select(NameOf))
        {
            if (variable == Personal)
            {
                variables.Add(variable, mayReadPersonalData);
            }
            else if (IsSetHere(variable))
            {
                string argument = char.ToLowerInvariant(variable[Has.Length]) + variable[(Has.Length + 1)..];
                variables.Add(variable, IsGiven(argument));
            }
            else if (IsGiven(variable))
            {
                variables.Add(variable, JsonSerializer.SerializeToNode(arguments[variable]));
            }
        }

        return variables;

        bool IsGiven(string argument)
            => arguments.TryGetValue(argument, out JsonElement value) && value.ValueKind != JsonValueKind.Null;
    }

    private static string NameOf(GraphQLVariableDefinition variable) => variable.Variable.Name.StringValue;

    private static bool IsSetHere(string variable)
        => variable == Personal
            || (variable.StartsWith(Has, StringComparison.Ordinal) && variable.Length > Has.Length
                && char.IsUpper(variable[Has.Length]));

    // A comment in the document says what is otherwise than in the schema.
    private static string? CommentOf(ASTNode node) => node.Comments is { Count: > 0 } lines
        ? string.Join(' ', lines.Select(line => line.Value.ToString().Trim())) : null;

    // What the schema says of the fields of the query, and of what there is in them.
    private static string Describe(GraphQLSelectionSet selected, SchemaTypes schema)
        => string.Join("\n", Fields(selected, SchemaTypes.Query, schema).SelectMany(root =>
            Parts(root, schema).Prepend(SchemaTypes.DescriptionOf(root.Definition)!)));

    private static IEnumerable<string> Parts(
        (GraphQLField Field, GraphQLFieldDefinition Definition) root, SchemaTypes schema)
    {
        string type = SchemaTypes.NameOf(root.Definition.Type);
        // What there is in a page is the same for all.
        return type.EndsWith("Connection", StringComparison.Ordinal) ? []
            : Fields(root.Field.SelectionSet!, type, schema)
                .Where(part => part.Field.SelectionSet is not null)
                .Select(part => $"- {part.Field.Name.StringValue}: {SchemaTypes.DescriptionOf(part.Definition)}");
    }

    private static IEnumerable<(GraphQLField Field, GraphQLFieldDefinition Definition)> Fields(
        GraphQLSelectionSet selected, string type, SchemaTypes schema)
        => selected.Selections.Cast<GraphQLField>()
            .Select(field => (field, schema.Field(type, field.Name.StringValue)));

    private JsonObject InputSchema(GraphQLSelectionSet selected, SchemaTypes schema, JsonSchemas schemas)
    {
        Dictionary<string, string?> descriptions = ArgumentDescriptions(selected, schema);
        var definitions = new JsonObject();
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (GraphQLVariableDefinition variable in _variables.Where(one => Arguments.Contains(NameOf(one))))
        {
            string name = NameOf(variable);
            JsonObject property = JsonSchemas.Describe(
                schemas.OfInput(variable.Type, definitions), CommentOf(variable) ?? descriptions[name]);
            if (variable.DefaultValue is GraphQLIntValue value)
            {
                property["default"] = JsonNode.Parse(value.Value.ToString());
            }

            properties.Add(name, property);
            if (variable.Type is GraphQLNonNullType)
            {
                required.Add(name);
            }
        }

        var input = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            input["required"] = required;
        }

        input["additionalProperties"] = false;
        if (definitions.Count > 0)
        {
            input["$defs"] = definitions;
        }

        return input;
    }

    // By variable, what the schema says of the argument that it is given to. Only fields of the query take any.
    private static Dictionary<string, string?> ArgumentDescriptions(GraphQLSelectionSet selected, SchemaTypes schema)
        => Fields(selected, SchemaTypes.Query, schema)
            .SelectMany(root => root.Field.Arguments?.Items ?? [], (root, argument) => (root.Definition, argument))
            .Where(use => use.argument.Value is GraphQLVariable)
            .ToDictionary(
                use => ((GraphQLVariable)use.argument.Value).Name.StringValue,
                use => SchemaTypes.DescriptionOf(
                    use.Definition.Arguments!.Items.Single(argument => argument.Name == use.argument.Name)));
}
