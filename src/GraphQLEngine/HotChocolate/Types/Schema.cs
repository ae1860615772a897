using System.Collections.Frozen;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate;

/// <summary>A schema: https://spec.graphql.org/September2025/#sec-Schema. Its text is its SDL.</summary>
public interface ISchema;

/// <summary>A complete schema. Immutable; made by a schema builder.</summary>
internal sealed class Schema : ISchema
{
    private readonly FrozenDictionary<NamedType, FrozenSet<ObjectType>> _possibleTypes;
    private readonly Func<object, string?>? _resolveType;

    public Schema(SchemaParts parts)
    {
        (Description, Directives, AppliedDirectives) = (parts.Description, parts.Directives, parts.AppliedDirectives);
        (QueryType, MutationType, SubscriptionType) = (parts.QueryType, parts.MutationType, parts.SubscriptionType);
        (Types, _resolveType) = (parts.Types, parts.ResolveType);
        Introspection = parts.Introspection;
        ObjectTypes = [.. Types.OfType<ObjectType>()];
        for (int index = 0; index < ObjectTypes.Count; index++)
        {
            ObjectTypes[index].Index = index;
        }

        _possibleTypes = Types.Where(type => type is InterfaceType or UnionType)
            .ToFrozenDictionary(type => type, type => FindPossibleTypes(type).ToFrozenSet());
    }

    public string? Description { get; }

    /// <summary>The query root; null only in schemas from SDL that lack it, which execute nothing.</summary>
    public ObjectType? QueryType { get; }

    public ObjectType? MutationType { get; }

    public ObjectType? SubscriptionType { get; }

    /// <summary>Every type, those of introspection and the built-in scalars in use included.</summary>
    public NamedList<NamedType> Types { get; }

    public IReadOnlyList<ObjectType> ObjectTypes { get; }

    /// <summary>The directives that documents may use, the built-in ones included.</summary>
    public NamedList<DirectiveType> Directives { get; }

    /// <summary>The directives applied to the schema definition itself.</summary>
    public IReadOnlyList<DirectiveNode> AppliedDirectives { get; }

    /// <summary>The meta-fields.</summary>
    public IntrospectionTypes Introspection { get; }

    public ObjectType? RootType(OperationType operation) => operation switch
    {
        OperationType.Query => QueryType,
        OperationType.Mutation => MutationType,
        _ => SubscriptionType,
    };

    /// <summary>
    /// The object types that a value of the type can have: https://spec.graphql.org/September2025/#GetPossibleTypes()
    /// </summary>
    public IReadOnlySet<ObjectType> PossibleTypes(NamedType type)
        => _possibleTypes.TryGetValue(type, out FrozenSet<ObjectType>? types)
            ? types
            : type is ObjectType objectType ? FrozenSet.Create(objectType) : FrozenSet<ObjectType>.Empty;

    public bool IsPossibleType(NamedType abstractType, ObjectType type)
        => abstractType == type
            || (_possibleTypes.TryGetValue(abstractType, out FrozenSet<ObjectType>? types) && types.Contains(type));

    /// <summary>
    /// The object type of a value of an interface or union type, or null if there is none. The caller checks that
    /// it is a possible one.
    /// </summary>
    public ObjectType? ResolveType(object value)
        => _resolveType?.Invoke(value) is { } name ? Types[name] as ObjectType : null;

    /// <summary>
    /// The field that documents can select on the type, meta-fields included, or null:
    /// https://spec.graphql.org/September2025/#sec-Schema-Introspection
    /// </summary>
    public OutputField? FindField(NamedType type, string name)
    {
        if (type is ComplexType complexType && complexType.Fields.TryGet(name, out OutputField? field))
        {
            return field;
        }

        return name switch
        {
            "__typename" when !type.IsLeaf && type is not InputObjectType => Introspection.TypeName,
            "__schema" when type == QueryType => Introspection.Schema,
            "__type" when type == QueryType => Introspection.Type,
            _ => null,
        };
    }

    /// <summary>The type that a reference in a document means, or null if its named type does not exist.</summary>
    public GraphQLType? Resolve(TypeNode type) => type switch
    {
        NonNullTypeNode nonNull => Resolve(nonNull.Type) is { } inner ? new NonNullType(inner) : null,
        ListTypeNode list => Resolve(list.Type) is { } element ? new ListType(element) : null,
        NamedTypeNode named => Types[named.Name.Value],
        _ => null,
    };

    /// <summary>The schema as SDL.</summary>
    public override string ToString() => SchemaPrinter.Print(this);

    private IEnumerable<ObjectType> FindPossibleTypes(NamedType type) => type is UnionType union
        ? union.Types
        : ObjectTypes.Where(objectType => objectType.Interfaces.Contains(type));
}

/// <summary>What a schema builder hands over.</summary>
internal sealed class SchemaParts
{
    public string? Description { get; init; }

    public ObjectType? QueryType { get; init; }

    public ObjectType? MutationType { get; init; }

    public ObjectType? SubscriptionType { get; init; }

    public required NamedList<NamedType> Types { get; init; }

    public required NamedList<DirectiveType> Directives { get; init; }

    public IReadOnlyList<DirectiveNode> AppliedDirectives { get; init; } = [];

    public required IntrospectionTypes Introspection { get; init; }

    /// <summary>Names the object type of a value of an interface or union type, or returns null.</summary>
    public Func<object, string?>? ResolveType { get; init; }
}
