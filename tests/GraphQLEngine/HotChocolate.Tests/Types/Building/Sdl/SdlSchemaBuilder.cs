using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// Builds a schema from a type-system document, in which definitions and extensions may come in any order. Custom
/// scalars take and give any JSON. All object fields share one resolver.
/// </summary>
internal sealed partial class SdlSchemaBuilder
{
    private readonly List<string> _errors = [];
    private readonly Dictionary<string, NamedType> _types = [];
    private readonly Dictionary<string, List<TypeDefinitionNode>> _parts = [];
    private readonly List<SchemaDefinitionNode> _schemaParts = [];
    private readonly List<DirectiveDefinitionNode> _directives = [];
    private readonly FieldResolver _resolver;

    private SdlSchemaBuilder(FieldResolver? resolver) => _resolver = resolver ?? (static _ => default);

    /// <summary>Builds the schema.</summary>
    /// <param name="document">The document; operations and fragments in it are ignored.</param>
    /// <param name="resolver">Resolves every field of every object type; without one, fields are null.</param>
    /// <param name="resolveType">Names the object type of a value of an interface or union type.</param>
    /// <exception cref="SchemaException">The document does not define a schema.</exception>
    public static Schema Build(
        DocumentNode document, FieldResolver? resolver = null, Func<object, string?>? resolveType = null)
    {
        var builder = new SdlSchemaBuilder(resolver);
        builder.Collect(document);
        return builder.Build(resolveType);
    }

    private void Collect(DocumentNode document)
    {
        foreach (DefinitionNode definition in document.Parts)
        {
            switch (definition)
            {
                case TypeDefinitionNode type:
                    CollectType(type);
                    break;
                case SchemaDefinitionNode schema:
                    _schemaParts.Add(schema);
                    break;
                case DirectiveDefinitionNode directive:
                    _directives.Add(directive);
                    break;
            }
        }
    }

    private void CollectType(TypeDefinitionNode definition)
    {
        string name = definition.Name.Value;
        if (!_parts.TryGetValue(name, out List<TypeDefinitionNode>? parts))
        {
            _parts.Add(name, parts = []);
        }
        else if (!definition.IsExtension && parts.Exists(part => !part.IsExtension))
        {
            Report(definition, $"there is more than one type `{name}`");
            return;
        }
        else if (parts[0].GetType() != definition.GetType())
        {
            Report(definition, $"`{name}` is defined and extended as types of different kinds");
            return;
        }

        parts.Add(definition);
    }

    private Schema Build(Func<object, string?>? resolveType)
    {
        foreach ((string name, List<TypeDefinitionNode> parts) in _parts)
        {
            if (parts.TrueForAll(part => part.IsExtension) && !BuiltInScalars.IsSpecified(name))
            {
                Report(parts[0], $"there is no type `{name}` to extend");
            }

            _types.Add(name, CreateType(name, parts[0]));
        }

        var stringType = (ScalarType)FindType("String")!;
        var booleanType = (ScalarType)FindType("Boolean")!;
        var introspection = new IntrospectionTypes(stringType, booleanType, IntrospectionOrder.Specification);
        foreach (NamedType type in introspection.All)
        {
            _types.TryAdd(type.Name, type);
        }

        foreach ((string name, List<TypeDefinitionNode> parts) in _parts)
        {
            FillType(_types[name], parts);
        }

        List<DirectiveType> directives = [.. _directives.Select(CreateDirective)];
        directives.AddRange(BuiltInDirectives.Create(stringType, booleanType)
            .Where(builtIn => !directives.Exists(directive => directive.Name == builtIn.Name)));
        var schemaParts = new SchemaParts
        {
            Description = _schemaParts.Select(part => part.Description?.Value).FirstOrDefault(text => text is not null),
            AppliedDirectives = [.. _schemaParts.SelectMany(part => part.Directives)],
            QueryType = RootType(OperationType.Query, "Query"),
            MutationType = RootType(OperationType.Mutation, "Mutation"),
            SubscriptionType = RootType(OperationType.Subscription, "Subscription"),
            Types = new(_types.Values, type => type.Name),
            Directives = ToNamedList(directives, directive => directive.Name, "the schema", "directive"),
            Introspection = introspection,
            ResolveType = resolveType,
        };
        if (_errors.Count == 0)
        {
            _errors.AddRange(SchemaRules.Check(schemaParts, requiresQuery: false));
        }

        return _errors.Count == 0 ? new Schema(schemaParts) : throw new SchemaException(_errors);
    }

    /// <summary>
    /// The root that a schema definition names, or, where there is no definition, the type of the default name.
    /// </summary>
    private ObjectType? RootType(OperationType operation, string defaultName)
    {
        OperationTypeDefinitionNode[] named =
            [.. _schemaParts.SelectMany(part => part.OperationTypes).Where(item => item.Operation == operation)];
        if (named.Length > 1)
        {
            Report(named[1], $"there is more than one {operation.ToString().ToLowerInvariant()} type");
        }

        if (named.Length > 0)
        {
            NamedType? type = FindType(named[0].Type.Name.Value);
            if (type is not ObjectType)
            {
                Report(named[0].Type, $"`{named[0].Type.Name}` is no object type");
            }

            return type as ObjectType;
        }

        return _schemaParts.Exists(part => !part.IsExtension)
            ? null
            : _types.GetValueOrDefault(defaultName) as ObjectType;
    }

    /// <summary>
    /// The type of that name. The scalars of the specification come into being when they are first used.
    /// </summary>
    private NamedType? FindType(string name)
    {
        if (!_types.TryGetValue(name, out NamedType? type) && BuiltInScalars.IsSpecified(name))
        {
            _types.Add(name, type = BuiltInScalars.Create(name)!);
        }

        return type;
    }

    private NamedList<T> ToNamedList<T>(IEnumerable<T> items, Func<T, string> name, string owner, string kind)
        where T : class
    {
        List<T> distinct = [];
        foreach (T item in items)
        {
            if (distinct.Exists(other => name(other) == name(item)))
            {
                _errors.Add($"{owner}: there is more than one {kind} `{name(item)}`.");
            }
            else
            {
                distinct.Add(item);
            }
        }

        return new NamedList<T>(distinct, name);
    }

    private void Report(SyntaxNode node, string message)
        => _errors.Add($"({node.Location.Line}:{node.Location.Column}) {message}.");
}
