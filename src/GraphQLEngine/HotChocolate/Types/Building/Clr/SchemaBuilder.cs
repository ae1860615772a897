using System.Reflection;
using HotChocolate.Types.Relay;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Types;

/// <summary>
/// Builds a schema from C# classes by HotChocolate's conventions: a class is an object type, its public properties
/// and methods are its fields, method parameters are arguments.
/// </summary>
internal sealed class SchemaBuilder
{
    private readonly List<string> _errors = [];
    private readonly Dictionary<Type, object> _instances = [];

    public Type? QueryType { get; set; }

    public Type? MutationType { get; set; }

    public Type? SubscriptionType { get; set; }

    /// <summary>Classes marked with <see cref="ExtendObjectTypeAttribute{T}"/>, in the order of their fields.</summary>
    public List<Type> Extensions { get; } = [];

    /// <summary>Whether objects can be fetched by ids of their own: <c>AddGlobalObjectIdentification()</c>.</summary>
    public bool IdentifiesObjects { get; set; }

    /// <summary>The names of the scalars that stand for C# types instead of the usual ones.</summary>
    public Dictionary<Type, string> BoundScalars { get; } = [];

    /// <summary>Recognize further resolver parameters. The first one that recognizes it binds.</summary>
    public List<ParameterBinder> ParameterBinders { get; } = [];

    /// <summary>Whether a type is a registered service, so that a parameter of it is no argument.</summary>
    public Func<Type, bool> IsService { get; set; } = static _ => false;

    /// <summary>Whether a service is a scoped one, so that its resolvers each get a scope of their own.</summary>
    public Func<Type, bool> IsScoped { get; set; } = static _ => false;

    /// <summary>What root types and extensions, of which there is one instance each, are made with.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>Builds the schema.</summary>
    /// <exception cref="SchemaException">There are mistakes in the classes; all of them are listed.</exception>
    public Schema Build()
    {
        var types = new TypeRegistry(_errors, new XmlDocumentation())
        {
            Services = Services,
            BoundScalars = BoundScalars,
        };
        var fields = new FieldFactory(types, new ResolverParameters(types, this));
        var inputClasses = new InputClasses(types);
        ObjectType? query = Root(QueryType, types);
        ObjectType? mutation = Root(MutationType, types);
        ObjectType? subscription = Root(SubscriptionType, types);
        ILookup<Type, Type> extensions = FindExtensions(types);
        NodeTypes? nodes = IdentifiesObjects ? new NodeTypes(types, fields) : null;
        HashSet<OutputField> extensionFields = [];
        types.Complete(type =>
        {
            switch (type)
            {
                case ObjectType objectType:
                    Type[] extending = [.. extensions[objectType.RuntimeType!]];
                    Fill(objectType, fields, types, extending, extensionFields, nodes);
                    AddNode(objectType, extending, types, nodes);
                    break;
                case InputObjectType inputType:
                    inputClasses.Fill(inputType);
                    break;
            }
        });
        ReportUnused(extensions, types);
        Dictionary<Type, string> names = types.Types.OfType<ObjectType>().Where(type => type.RuntimeType is not null)
            .ToDictionary(type => type.RuntimeType!, type => type.Name);
        ScalarType stringType = types.Scalar("String");
        ScalarType booleanType = types.Scalar("Boolean");
        var introspection = new IntrospectionTypes(stringType, booleanType, IntrospectionOrder.HotChocolate);
        DirectiveType[] directives =
        [
            .. BuiltInDirectives.Create(stringType, booleanType),
            .. CostDirectives.Create(stringType, types.Scalar("Int"), booleanType),
        ];
        NamedType[] roots = [.. new[] { query, mutation, subscription }.OfType<NamedType>()];
        var parts = new SchemaParts
        {
            QueryType = query,
            MutationType = mutation,
            SubscriptionType = subscription,
            Types = new(
                introspection.All.Concat(TypeOrder.Arrange(roots, types, extensionFields)), type => type.Name),
            Directives = new(directives, directive => directive.Name),
            Introspection = introspection,
            ResolveType = value => names.GetValueOrDefault(value.GetType()),
        };
        _errors.AddRange(SchemaRules.Check(parts, requiresQuery: true));
        return _errors.Count == 0 ? new Schema(parts) : throw new SchemaException(_errors);
    }

    private ObjectType? Root(Type? type, TypeRegistry types)
    {
        if (type is null)
        {
            return null;
        }

        if (types.Output(type) is ObjectType root)
        {
            Instance(type, types);
            return root;
        }

        types.Report(type, "a root type has to be a class");
        return null;
    }

    /// <summary>Extension classes by the class that they extend.</summary>
    private ILookup<Type, Type> FindExtensions(TypeRegistry types)
    {
        List<(Type Target, Type Extension)> found = [];
        foreach (Type extension in Extensions.Distinct())
        {
            Attribute? attribute = extension.GetCustomAttributes()
                .FirstOrDefault(item => ResultTypes.IsGeneric(item.GetType(), typeof(ExtendObjectTypeAttribute<>)));
            if (attribute is null)
            {
                types.Report(extension, "a type extension needs the attribute [ExtendObjectType<T>]");
            }
            else
            {
                found.Add((attribute.GetType().GetGenericArguments()[0], extension));
            }
        }

        return found.ToLookup(item => item.Target, item => item.Extension);
    }

    private void Fill(
        ObjectType type,
        FieldFactory fields,
        TypeRegistry types,
        IEnumerable<Type> extensions,
        HashSet<OutputField> extensionFields,
        NodeTypes? nodes)
    {
        Type runtimeType = type.RuntimeType!;
        List<(OutputField, MemberInfo)> all =
            [.. fields.Create(runtimeType, _instances.GetValueOrDefault(runtimeType))];
        foreach (Type extension in extensions)
        {
            foreach ((OutputField field, MemberInfo member) in fields.Create(extension, Instance(extension, types)))
            {
                int replaced = all.FindIndex(other => other.Item1.Name == field.Name);
                if (replaced < 0)
                {
                    all.Add((field, member));
                    extensionFields.Add(field);
                    continue;
                }

                // The class's own field, resolved in another way: still the property that filters and orders go by.
                field.Property = all[replaced].Item1.Property;
                field.Description ??= all[replaced].Item1.Description;
                all[replaced] = (field, member);
            }
        }

        foreach ((OutputField field, MemberInfo member) in all)
        {
            if (NodeIdFields.AttributeOf(member) is { } attribute)
            {
                NodeIdFields.GiveType(field, types.Scalar("ID"));
                if (nodes is not null)
                {
                    NodeIdFields.Encode(field, attribute.TypeName ?? type.Name);
                }
            }
        }

        if (nodes is not null && runtimeType == QueryType)
        {
            OutputField[] lookups = [.. nodes.QueryFields()];
            all.InsertRange(0, lookups.Select(field => (field, (MemberInfo)runtimeType)));
            extensionFields.UnionWith(lookups);
        }

        type.Fields = ClrMembers.Distinct(all, field => field.Name, types);
    }

    /// <summary>Makes the type a node, if its class or one that extends it is marked so.</summary>
    private void AddNode(ObjectType type, Type[] extensions, TypeRegistry types, NodeTypes? nodes)
    {
        Type[] classes = [type.RuntimeType!, .. extensions];
        foreach (Type marked in classes.Where(item => item.IsDefined(typeof(NodeAttribute))))
        {
            if (nodes is null)
            {
                types.Report(marked, "[Node] needs AddGlobalObjectIdentification()");
            }
            else
            {
                nodes.Add(type, marked, _instances.GetValueOrDefault(marked));
            }
        }
    }

    /// <summary>The one instance of a root type or extension; null, and an error, if it cannot be made.</summary>
    private object? Instance(Type type, TypeRegistry types)
    {
        if (_instances.TryGetValue(type, out object? instance))
        {
            return instance;
        }

        try
        {
            instance = Services?.GetService(type)
                ?? ActivatorUtilities.CreateInstance(Services ?? EmptyServices.Instance, type);
            _instances.Add(type, instance);
        }
        catch (InvalidOperationException exception)
        {
            types.Report(type, $"no instance can be made ({exception.Message.TrimEnd('.')})");
        }

        return instance;
    }

    private static void ReportUnused(ILookup<Type, Type> extensions, TypeRegistry types)
    {
        HashSet<Type> objects = [.. types.Types.OfType<ObjectType>().Select(type => type.RuntimeType).OfType<Type>()];
        foreach (IGrouping<Type, Type> group in extensions.Where(group => !objects.Contains(group.Key)))
        {
            foreach (Type extension in group)
            {
                string target = Naming.Display(group.Key);
                types.Report(extension, $"no field of the schema returns the `{target}` that it extends");
            }
        }
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public static EmptyServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
