using HotChocolate.Language;
using HotChocolate.Types;
using HotChocolate.Validation.Rules;
using HotChocolate.Validation.TypeSystemRules;

namespace HotChocolate.Validation;

/// <summary>
/// Validates type system documents as they are written, before a schema is made of them:
/// https://spec.graphql.org/September2025/#sec-Type-System. What a schema as a whole has to fulfil is checked when
/// it is built.
/// </summary>
internal static class TypeSystemValidator
{
    private static readonly Action<TypeSystemContext>[] s_rules =
    [
        LoneSchemaDefinition.Check,
        UniqueOperationTypes.Check,
        UniqueTypeNames.Check,
        UniqueEnumValueNames.Check,
        UniqueFieldDefinitionNames.Check,
        UniqueArgumentDefinitionNames.Check,
        UniqueDirectiveNames.Check,
        KnownTypeReferences.Check,
        KnownDirectives.Check,
        UniqueDirectivesPerLocation.Check,
        PossibleTypeExtensions.Check,
        KnownArgumentNames.Check,
        UniqueArgumentNames.Check,
        UniqueInputFieldNames.Check,
        ProvidedRequiredArguments.Check,
    ];

    /// <param name="document">The document. Operations and fragments in it are no errors here.</param>
    /// <param name="baseDocument">The type system that the document extends, if it extends one.</param>
    /// <returns>What is wrong, at most 100 errors; empty for a valid document.</returns>
    public static IReadOnlyList<IError> Validate(DocumentNode document, DocumentNode? baseDocument = null)
    {
        DefinitionNode[] baseDefinitions = baseDocument?.Parts ?? [];
        var directives = new NamedList<DirectiveType>(
            [
                .. document.Parts.Concat(baseDefinitions)
                    .OfType<DirectiveDefinitionNode>()
                    .Select(ToDirectiveType)
                    .Concat(BuiltInDirectives.Create(new StringScalar(), new BooleanScalar()))
                    .DistinctBy(static directive => directive.Name),
            ],
            static directive => directive.Name);
        var context = new TypeSystemContext
        {
            Facts = FactCollector.Collect(null, directives, document),
            Directives = directives,
            HasBase = baseDocument is not null,
            BaseTypes = GroupByName(baseDefinitions),
            BaseDirectives = baseDefinitions.OfType<DirectiveDefinitionNode>()
                .Select(static directive => directive.Name.Value)
                .ToHashSet(),
            BaseOperationTypes = FindOperationTypes(baseDefinitions),
            Types = GroupByName(document.Parts)
                .Select(static group => group.Value.FindLast(static part => !part.IsExtension))
                .OfType<TypeDefinitionNode>()
                .ToDictionary(static type => type.Name.Value, StringComparer.Ordinal),
        };

        foreach (Action<TypeSystemContext> check in s_rules)
        {
            check(context);
        }

        return context.Errors;
    }

    private static Dictionary<string, List<TypeDefinitionNode>> GroupByName(DefinitionNode[] definitions) =>
        definitions.OfType<TypeDefinitionNode>()
            .GroupBy(static type => type.Name.Value)
            .ToDictionary(static group => group.Key, static group => group.ToList(), StringComparer.Ordinal);

    // https://spec.graphql.org/September2025/#sec-Root-Operation-Types.Default-Root-Operation-Type-Names
    private static HashSet<OperationType> FindOperationTypes(DefinitionNode[] definitions)
    {
        SchemaDefinitionNode[] schemas = [.. definitions.OfType<SchemaDefinitionNode>()];
        HashSet<OperationType> types =
            [.. schemas.SelectMany(static schema => schema.OperationTypes).Select(static root => root.Operation)];
        if (Array.TrueForAll(schemas, static schema => schema.IsExtension))
        {
            types.UnionWith(Enum.GetValues<OperationType>().Where(type => Array.Exists(
                definitions,
                definition => definition is ObjectTypeDefinitionNode root && root.Name.Value == type.ToString())));
        }

        return types;
    }

    private static DirectiveType ToDirectiveType(DirectiveDefinitionNode definition) => new(definition.Name.Value)
    {
        IsRepeatable = definition.IsRepeatable,
        Locations = [.. definition.Locations.Select(static location => location.Value)],
        Arguments = new NamedList<InputValue>(
            [
                .. definition.Arguments
                    .DistinctBy(static argument => argument.Name.Value)
                    .Select(static argument => new InputValue(argument.Name.Value)
                    {
                        Type = ToType(argument.Type),
                        DefaultValue = argument.DefaultValue,
                    }),
            ],
            static argument => argument.Name),
    };

    private static GraphQLType ToType(TypeNode type) => type switch
    {
        NonNullTypeNode nonNull => new NonNullType(ToType(nonNull.Type)),
        ListTypeNode list => new ListType(ToType(list.Type)),
        NamedTypeNode named => new NamedReference(named.Name.Value),
        _ => throw new ArgumentException($"{type.GetType().Name} is no type.", nameof(type)),
    };

    /// <summary>A type of which only the name is known.</summary>
    private sealed class NamedReference(string name) : NamedType(name);
}
