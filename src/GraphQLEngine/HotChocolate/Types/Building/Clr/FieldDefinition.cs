using System.Reflection;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// A field on its way into the schema: made from a C# member by the conventions, then changed by the attributes of
/// that member that are <see cref="IFieldConfiguration"/>s.
/// </summary>
internal sealed class FieldDefinition(string name, MemberInfo member, Type resultType, GraphQLType type)
{
    private readonly List<FieldMiddleware> _middleware = [];

    public string Name { get; } = name;

    /// <summary>The property or method.</summary>
    public MemberInfo Member { get; } = member;

    /// <summary>The return type of the member, without the task around it.</summary>
    public Type ResultType { get; } = resultType;

    public GraphQLType Type { get; set; } = type;

    public string? Description { get; set; }

    public string? DeprecationReason { get; set; }

    /// <summary>
    /// In the order in which they are printed; their index is that of <see cref="ResolverContext.Argument"/>.
    /// </summary>
    public List<InputValue> Arguments { get; } = [];

    /// <summary>The directives that the schema shows, in the order in which they are printed.</summary>
    public List<DirectiveNode> Directives { get; } = [];

    /// <summary>Adds an argument behind those that are there; returns its index.</summary>
    public int AddArgument(InputValue argument)
    {
        Arguments.Add(argument);
        return Arguments.Count - 1;
    }

    /// <summary>Wraps the resolver. What is added first is the outermost.</summary>
    public void Wrap(FieldMiddleware middleware) => _middleware.Add(middleware);

    /// <summary>Whether the resolver is wrapped, so that a property has to be read by it.</summary>
    internal bool IsWrapped => _middleware.Count > 0;

    /// <summary>The resolver within all that wraps it.</summary>
    internal FieldResolver Complete(FieldResolver resolver)
        => Enumerable.Reverse(_middleware).Aggregate(resolver, (next, middleware) => middleware(next));
}

/// <summary>
/// Implemented by attributes on properties and methods that change the field. It is called once for each field
/// when the schema is built, in ascending <see cref="Order"/>.
/// </summary>
internal interface IFieldConfiguration
{
    /// <summary>Paging 0, filtering 1, sorting 2, cost 3.</summary>
    int Order { get; }

    /// <summary>Changes the field. Errors are passed to <see cref="TypeRegistry.Report"/>, not thrown.</summary>
    void Configure(FieldDefinition field, TypeRegistry types);
}

/// <summary>
/// Recognizes a resolver parameter that is neither an argument nor one of the engine's own. Returns how to get its
/// value, or null for any other parameter. Called when the schema is built.
/// </summary>
internal delegate Func<ResolverContext, object?>? ParameterBinder(ParameterInfo parameter);
