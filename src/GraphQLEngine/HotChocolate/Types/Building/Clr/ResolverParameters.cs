using System.Linq.Expressions;
using System.Reflection;
using GreenDonut;
using HotChocolate.Execution.Processing;
using HotChocolate.Resolvers;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Types;

/// <summary>
/// Says for each parameter of a resolver where its value comes from: an argument, unless its type or an attribute
/// says something else.
/// </summary>
internal sealed class ResolverParameters(TypeRegistry types, SchemaBuilder options)
{
    /// <summary>How a parameter is bound: an expression of the parameter's type over the context.</summary>
    public sealed record Binding(Expression Value)
    {
        public bool NeedsScope { get; init; }

        public bool LoadsData { get; init; }

        /// <summary>
        /// Whether the parameter can tell all of the call. Then it cannot be said that the resolver only computes a
        /// value from its parent.
        /// </summary>
        public bool IsWholeContext { get; init; }
    }

    /// <summary>The one parameter of every compiled resolver.</summary>
    public static ParameterExpression Context { get; } = Expression.Parameter(typeof(ResolverContext), "context");

    /// <summary>
    /// Binds a parameter. One that is an argument is added to the list, or, where <paramref name="isComplete"/>,
    /// has to be in it already.
    /// </summary>
    public Binding Bind(ParameterInfo parameter, List<InputValue> arguments, bool isComplete = false)
        => BindSpecial(parameter) ?? new Binding(BindArgument(parameter, arguments, isComplete));

    /// <summary>Binds the parameter that is the value of a node's id.</summary>
    public static Binding BindNodeId(ParameterInfo parameter)
        => new(Expression.Convert(
            Expression.Property(Context, nameof(ResolverContext.NodeId)), parameter.ParameterType));

    private Binding? BindSpecial(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (type == typeof(CancellationToken))
        {
            return new(Expression.Property(Context, nameof(ResolverContext.RequestAborted)));
        }

        if (type == typeof(ResolverContext) || type == typeof(IResolverContext))
        {
            return new(Context) { IsWholeContext = true };
        }

        if (type == typeof(ISelection))
        {
            return new(Expression.Property(Context, nameof(ResolverContext.OwnSelection)));
        }

        if (type == typeof(Path))
        {
            return new(Expression.Property(Context, nameof(ResolverContext.Path)));
        }

        if (parameter.IsDefined(typeof(ParentAttribute)) || parameter.IsDefined(typeof(EventMessageAttribute)))
        {
            return new(Expression.Convert(Expression.Property(Context, nameof(ResolverContext.Parent)), type));
        }

        if (parameter.GetCustomAttribute<GlobalStateAttribute>() is { } state)
        {
            return new(BindGlobalState(parameter, state.Key));
        }

        if (typeof(IDataLoader).IsAssignableFrom(type))
        {
            Expression loader = Expression.Call(
                Context, nameof(ResolverContext.DataLoader), null, Expression.Constant(type));
            return new(Expression.Convert(loader, type)) { LoadsData = true };
        }

        if (options.ParameterBinders.Select(bind => bind(parameter))
            .FirstOrDefault(bound => bound is not null) is { } read)
        {
            return new(Expression.Convert(Expression.Invoke(Expression.Constant(read), Context), type));
        }

        return parameter.IsDefined(typeof(ServiceAttribute)) || options.IsService(type) ? BindService(parameter) : null;
    }

    private Binding BindService(ParameterInfo parameter)
    {
        bool isOptional = types.Nullability(parameter).ReadState == NullabilityState.Nullable;
        string method = isOptional
            ? nameof(ServiceProviderServiceExtensions.GetService)
            : nameof(ServiceProviderServiceExtensions.GetRequiredService);
        Expression services = Expression.Property(Context, nameof(ResolverContext.Services));
        return new(Expression.Call(
            typeof(ServiceProviderServiceExtensions), method, [parameter.ParameterType], services))
        {
            NeedsScope = options.IsScoped(parameter.ParameterType),
        };
    }

    private static UnaryExpression BindGlobalState(ParameterInfo parameter, string key)
    {
        Type type = parameter.ParameterType;
        Expression missing = parameter is { HasDefaultValue: true, DefaultValue: { } defaultValue }
            ? Expression.Constant(defaultValue, type)
            : Expression.Default(type);
        Expression value = Expression.Call(
            Context, nameof(ResolverContext.GlobalState), null, Expression.Constant(key));
        return Expression.Convert(Expression.Coalesce(value, Expression.Convert(missing, typeof(object))), type);
    }

    private Expression BindArgument(ParameterInfo parameter, List<InputValue> arguments, bool isComplete)
    {
        string name = Naming.OfParameter(parameter);
        int index = arguments.FindIndex(argument => argument.Name == name);
        if (index < 0 && !isComplete)
        {
            arguments.Add(CreateArgument(parameter, name));
            index = arguments.Count - 1;
        }
        else if (index < 0 || !isComplete)
        {
            types.Report(parameter.Member, isComplete
                ? $"the field has no argument `{name}` for the parameter of that name"
                : $"there is more than one argument `{name}`");
            return Expression.Default(parameter.ParameterType);
        }

        Expression value = Expression.Call(
            Context, nameof(ResolverContext.Argument), null, Expression.Constant(index));
        return ArgumentConversion.Convert(value, parameter.ParameterType);
    }

    private InputValue CreateArgument(ParameterInfo parameter, string name)
        => new InputValueFactory(types).Create(
            name,
            parameter.ParameterType,
            types.Nullability(parameter),
            parameter,
            parameter.Member,
            types.Documentation.Describe(parameter),
            parameter.HasDefaultValue ? parameter.DefaultValue : null);
}
