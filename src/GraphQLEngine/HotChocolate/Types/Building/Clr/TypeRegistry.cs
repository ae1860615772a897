using System.Reflection;
using System.Text.Json;

namespace HotChocolate.Types;

/// <summary>
/// The types of a schema in the making. A type is there from the moment it is first asked for; its fields are
/// filled in later, so that types may refer to each other in circles.
/// </summary>
internal sealed class TypeRegistry
{
    private static readonly Dictionary<Type, string> s_scalars = new()
    {
        [typeof(string)] = "String",
        [typeof(bool)] = "Boolean",
        [typeof(int)] = "Int",
        [typeof(long)] = "Long",
        [typeof(double)] = "Float",
        [typeof(float)] = "Float",
        [typeof(decimal)] = "Decimal",
        [typeof(DateTime)] = "DateTime",
        [typeof(DateTimeOffset)] = "DateTime",
        [typeof(DateOnly)] = "LocalDate",
        [typeof(JsonElement)] = "JSON",
        [typeof(JsonDocument)] = "JSON",
    };

    private readonly NullabilityInfoContext _nullability = new();
    private readonly Dictionary<string, NamedType> _types = [];
    private readonly Dictionary<(Type Type, bool IsInput), NamedType?> _byRuntimeType = [];
    private readonly Queue<NamedType> _inferred = [];
    private readonly Queue<Action> _made = [];
    private readonly List<NamedType> _madeTypes = [];
    private readonly List<string> _errors;

    public TypeRegistry(List<string> errors, XmlDocumentation documentation)
        => (_errors, Documentation) = (errors, documentation);

    public XmlDocumentation Documentation { get; }

    /// <summary>Services of the schema: attributes find their options here.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>The scalars of C# types that have others than usual, by name.</summary>
    public IReadOnlyDictionary<Type, string> BoundScalars { get; init; } = new Dictionary<Type, string>();

    /// <summary>All types so far.</summary>
    public IReadOnlyCollection<NamedType> Types => _types.Values;

    /// <summary>The types that attributes made, in the order in which they were asked for.</summary>
    public IReadOnlyList<NamedType> MadeTypes => _madeTypes;

    /// <summary>Reports a mistake; the schema will not be built.</summary>
    /// <param name="member">The type or member that the mistake is found at.</param>
    /// <param name="message">A sentence without its full stop.</param>
    public void Report(MemberInfo member, string message) => _errors.Add($"{Naming.Display(member)}: {message}.");

    /// <summary>The scalar of that name, e.g. <c>Int</c>.</summary>
    public ScalarType Scalar(string name)
    {
        if (_types.TryGetValue(name, out NamedType? type))
        {
            return (ScalarType)type;
        }

        ScalarType scalar = BuiltInScalars.Create(name)
            ?? throw new ArgumentException($"There is no scalar `{name}`.", nameof(name));
        if (scalar.SpecifiedBy is not null)
        {
            scalar.Directives = [BuiltInDirectives.Apply("specifiedBy", "url", scalar.SpecifiedBy)];
        }

        _types.Add(name, scalar);
        return scalar;
    }

    /// <summary>
    /// The type that values of a C# type have in results: a scalar, an enum or an object type. Null if there can be
    /// none. Lists and nullable value types are not looked into.
    /// </summary>
    public NamedType? Output(Type type) => Find(type, isInput: false);

    /// <summary>The same for arguments: a scalar, an enum or an input object type.</summary>
    public NamedType? Input(Type type) => Find(type, isInput: true);

    /// <summary>
    /// A type made by hand, for attributes. <paramref name="complete"/> fills it in once the fields of all object
    /// types found so far are known; it may ask for more types.
    /// </summary>
    public T GetOrAdd<T>(string name, Func<string, T> create, Action<T> complete)
        where T : NamedType
    {
        if (_types.TryGetValue(name, out NamedType? existing))
        {
            if (existing is T sameKind && _madeTypes.Contains(existing))
            {
                return sameKind;
            }

            _errors.Add($"{name}: two different types would have this name.");
            return create(name);
        }

        T type = create(name);
        _types.Add(name, type);
        _madeTypes.Add(type);
        _made.Enqueue(() => complete(type));
        return type;
    }

    /// <summary>
    /// The type of a result or argument with its lists and non-nulls, where nullable reference types say what can be
    /// null. Null, and an error, if the C# type has no place in a schema.
    /// </summary>
    public GraphQLType? Resolve(Type type, NullabilityInfo? nullability, bool isInput, MemberInfo member)
    {
        Type? underlying = Nullable.GetUnderlyingType(type);
        GraphQLType? result = underlying is null && ResultTypes.Element(type) is { } element
            ? Resolve(element, ElementOf(nullability), isInput, member) is { } inner ? new ListType(inner) : null
            : Find(underlying ?? type, isInput);
        if (result is null)
        {
            if (ResultTypes.Element(type) is null)
            {
                string use = isInput ? "an argument" : "a result";
                Report(member, $"`{Naming.Display(type)}` cannot be {use}{Why(type)}");
            }

            return null;
        }

        bool isNullable = underlying is not null
            || (!type.IsValueType && (isInput ? nullability?.WriteState : nullability?.ReadState)
                != NullabilityState.NotNull);
        return isNullable ? result : new NonNullType(result);
    }

    /// <summary>
    /// The type that <see cref="GraphQLTypeAttribute"/> gives to what it marks; null where there is none.
    /// </summary>
    public GraphQLType? Declared(ICustomAttributeProvider member)
        => member.GetCustomAttributes(typeof(GraphQLTypeAttribute), inherit: true) is [GraphQLTypeAttribute given, ..]
            ? Declared(given.Type)
            : null;

    public NullabilityInfo Nullability(PropertyInfo property) => _nullability.Create(property);

    public NullabilityInfo Nullability(ParameterInfo parameter) => _nullability.Create(parameter);

    /// <summary>Fills in all types that have been asked for, those included that this brings up.</summary>
    public void Complete(Action<NamedType> fill)
    {
        while (true)
        {
            if (_inferred.TryDequeue(out NamedType? type))
            {
                fill(type);
            }
            else if (_made.TryDequeue(out Action? complete))
            {
                complete();
            }
            else
            {
                return;
            }
        }
    }

    private GraphQLType Declared(Type type)
        => ResultTypes.IsGeneric(type, typeof(NonNullType<>)) ? new NonNullType(Declared(type.GenericTypeArguments[0]))
            : ResultTypes.IsGeneric(type, typeof(ListType<>)) ? new ListType(Declared(type.GenericTypeArguments[0]))
            : type.IsAssignableTo(typeof(IMadeType)) ? ((IMadeType)Activator.CreateInstance(type)!).Of(this)
            : Scalar(((INamedType)Activator.CreateInstance(type)!).Name);

    private NamedType? Find(Type type, bool isInput)
    {
        if (BoundScalars.TryGetValue(type, out string? scalar) || s_scalars.TryGetValue(type, out scalar))
        {
            return Scalar(scalar);
        }

        (Type, bool) key = (type, isInput && !type.IsEnum);
        if (!_byRuntimeType.TryGetValue(key, out NamedType? result))
        {
            result = type.IsEnum ? new EnumType(Naming.OfType(type))
                : !IsObject(type) ? null
                : isInput ? new InputObjectType(Naming.OfInputType(type))
                : new ObjectType(Naming.OfType(type));
            _byRuntimeType.Add(key, result);
            if (result is not null)
            {
                Add(result, type);
            }
        }

        return result;
    }

    private void Add(NamedType type, Type runtimeType)
    {
        type.RuntimeType = runtimeType;
        type.Description = Documentation.Describe(runtimeType);
        if (_types.TryGetValue(type.Name, out NamedType? other) || BuiltInScalars.IsKnown(type.Name))
        {
            Report(runtimeType, other?.RuntimeType is { } otherType
                ? $"its name in the schema, `{type.Name}`, is that of `{otherType.FullName}` too"
                : $"the schema has a type `{type.Name}` of its own");
        }

        // A type without a name of its own is filled in all the same, to tell what else is wrong with it.
        if (!BuiltInScalars.IsKnown(type.Name))
        {
            _types.TryAdd(type.Name, type);
        }

        if (type is EnumType enumType)
        {
            Enums.Fill(enumType, this);
        }
        else
        {
            _inferred.Enqueue(type);
        }
    }

    /// <summary>Classes of people's own are objects; those of the framework have no meaning in a schema.</summary>
    private static bool IsObject(Type type) => type.IsClass && Why(type).Length == 0;

    /// <summary>Why a C# type can be no object, for the message; empty if it can.</summary>
    private static string Why(Type type)
    {
        string? space = type.Namespace?.Split('.')[0];
        return type.IsInterface || type.IsAbstract ? ", because no class says which fields it has"
            : type.IsValueType ? ", because it is a struct and no scalar"
            : space is "System" or "Microsoft" || type.IsArray || typeof(Delegate).IsAssignableFrom(type)
                ? ", because it is neither a scalar nor a class with fields of its own"
            : string.Empty;
    }

    private static NullabilityInfo? ElementOf(NullabilityInfo? nullability)
        => nullability?.ElementType
            ?? (nullability?.GenericTypeArguments is [{ } element] ? element : null);
}
