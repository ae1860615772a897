using GraphQLParser;
using GraphQLParser.AST;

namespace LeadGraph.Mcp;

/// <summary>The types of the GraphQL schema with their descriptions.</summary>
public sealed class SchemaTypes
{
    /// <summary>The name of the query type.</summary>
    public const string Query = "Query";

    private readonly Dictionary<string, GraphQLTypeDefinition> _types;

    /// <summary>Reads a schema.</summary>
    /// <param name="text">The schema in the schema definition language.</param>
    public SchemaTypes(string text)
        => _types = Parser.Parse(text).Definitions.OfType<GraphQLTypeDefinition>()
            .ToDictionary(type => type.Name.StringValue);

    /// <summary>A type; null for the scalars of the specification.</summary>
    /// <param name="name">Its name.</param>
    public GraphQLTypeDefinition? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>A field of an object type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="name">The name of the field.</param>
    public GraphQLFieldDefinition Field(string type, string name)
        => ((GraphQLObjectTypeDefinition)_types[type]).Fields!.Items.Single(field => field.Name.StringValue == name);

    /// <summary>The name of a type without lists and non-null.</summary>
    /// <param name="type">The type.</param>
    public static string NameOf(GraphQLType type) => type switch
    {
        GraphQLNonNullType nonNull => NameOf(nonNull.Type),
        GraphQLListType list => NameOf(list.Type),
        _ => ((GraphQLNamedType)type).Name.StringValue
    };

    /// <summary>The description of a definition; null if it has none.</summary>
    /// <param name="definition">The definition.</param>
    public static string? DescriptionOf(IHasDescriptionNode definition)
        => definition.Description?.Value.ToString();
}
