using System.Reflection;

namespace HotChocolate.Types.Relay;

/// <summary>
/// The nodes of a schema in the making, https://relay.dev/graphql/objectidentification.htm: the interface <c>Node</c>,
/// the types that implement it, and the fields of the query type that load them.
/// </summary>
internal sealed class NodeTypes
{
    private readonly TypeRegistry _types;
    private readonly FieldFactory _fields;
    private readonly InterfaceType _interface;
    private readonly NodeLookup _lookup = new();

    /// <summary>Adds the interface to the types.</summary>
    public NodeTypes(TypeRegistry types, FieldFactory fields)
    {
        (_types, _fields) = (types, fields);
        _interface = types.GetOrAdd("Node", name => new InterfaceType(name), type =>
        {
            type.Description = "The node interface is implemented by entities that have a global unique identifier.";
            type.Fields = new(
                [new OutputField("id") { Type = new NonNullType(types.Scalar("ID")) }], field => field.Name);
        });
    }

    /// <summary>The fields <c>node</c> and <c>nodes</c> of the query type.</summary>
    public IEnumerable<OutputField> QueryFields()
    {
        var id = new NonNullType(_types.Scalar("ID"));
        yield return new OutputField("node")
        {
            Type = _interface,
            Description = "Fetches an object given its ID.",
            Arguments = new(
                [new InputValue("id") { Type = id, Description = "ID of the object." }], argument => argument.Name),
            Directives = [CostDirectives.Cost(CostDirectives.ResolverWeight)],
            Resolve = _lookup.FindAsync,
        };
        yield return new OutputField("nodes")
        {
            Type = new NonNullType(new ListType(_interface)),
            Description = "Lookup nodes by a list of IDs.",
            Arguments = new(
                [
                    new InputValue("ids")
                    {
                        Type = new NonNullType(new ListType(id)),
                        Description = "The list of node IDs.",
                    },
                ],
                argument => argument.Name),
            LengthArgument = "ids",
            Directives = [CostDirectives.Cost(CostDirectives.ResolverWeight)],
            Resolve = _lookup.FindManyAsync,
        };
    }

    /// <summary>Makes a type a node.</summary>
    /// <param name="type">The type, with all its fields.</param>
    /// <param name="marked">The class that is marked.</param>
    /// <param name="instance">The instance of that class where it extends the type; null where it is the type's own.</param>
    public void Add(ObjectType type, Type marked, object? instance)
    {
        MethodInfo[] methods = [.. ClrMembers.NodeResolvers(marked)];
        if (methods is not [{ } method])
        {
            _types.Report(marked, "a node needs one method marked [NodeResolver]");
            return;
        }

        if (!type.Fields.TryGet("id", out OutputField? id))
        {
            _types.Report(marked, "a node needs a field `id`");
            return;
        }

        if (_fields.CreateNodeResolver(method, instance, type.RuntimeType!) is not { } resolver)
        {
            return;
        }

        NodeIdFields.GiveType(id, _types.Scalar("ID"));
        id.Type = new NonNullType(id.Type.NullableType);
        NodeIdFields.Encode(id, type.Name);
        type.Interfaces = [.. type.Interfaces, _interface];
        _lookup.Add(type.Name, resolver);
    }
}
