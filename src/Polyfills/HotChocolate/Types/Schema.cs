using System.Collections.Frozen;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate;

/// <summary>A schema: https://spec.graphql.org/September2025/#sec-Schema. Its text is its SDL.</summary>
public interface ISchema;

/// <summary>A complete schema. Immutable; made by a schema builder.</summary>
internal sealed partial class Schema : ISchema
{
    private readonly FrozenDictionary<NamedType, FrozenSet<ObjectType>> _possibleTypes;

    public Schema(SchemaParts parts)
    {
        (Description, Directives, AppliedDirectives) = (parts.Description, parts.Directives, parts.AppliedDirectives);
        (QueryType, MutationType, SubscriptionType) = (parts.QueryType, parts.MutationType, parts.SubscriptionType);
        Types = parts.Types;
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

    public ObjectType? RootType(OperationType operation) => operation switch
    {
        OperationType.Query => QueryType,
        OperationType.Mutation => MutationType,
        _ => SubscriptionType,
    };

    /// <summary>The object types that a value of the type can have: https://spec.graphql.org/September2025/#GetPossibleTypes()</summary>
    public IReadOnlySet<ObjectType> PossibleTypes(NamedType type)
        => _possibleTypes.TryGetValue(type, out FrozenSet<ObjectType>? types)
            ? types
            : type is ObjectType objectType ? FrozenSet.Create(objectType) : FrozenSet<ObjectType>.Empty;

    public bool IsPossibleType(NamedType abstractType, ObjectType type)
        => abstractType == type
            || (_possibleTypes.TryGetValue(abstractType, out FrozenSet<ObjectType>? types) && types.Contains(type));

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
}
