using System.Linq.Expressions;
using System.Reflection;
using HotChocolate.Types.Relay;

namespace HotChocolate.Types;

/// <summary>Makes fields of the properties and methods of a class.</summary>
internal sealed class FieldFactory(TypeRegistry types, ResolverParameters parameters)
{
    /// <summary>The fields of a class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="instance">The object whose members they are; null where that is the parent of each field.</param>
    public IEnumerable<(OutputField Field, MemberInfo Member)> Create(Type type, object? instance)
    {
        foreach (PropertyInfo property in ClrMembers.Properties(type))
        {
            yield return (Create(property, instance), property);
        }

        foreach (MethodInfo method in ClrMembers.Methods(type))
        {
            yield return (Create(method, instance), method);
        }
    }

    /// <summary>The resolver of nodes that a method is; null, and an error, if it can be none.</summary>
    /// <param name="method">The method.</param>
    /// <param name="instance">The object whose method it is; null for a static one.</param>
    /// <param name="node">The class of the nodes.</param>
    public NodeResolver? CreateNodeResolver(MethodInfo method, object? instance, Type node)
    {
        ParameterInfo[] own = method.GetParameters();
        ParameterInfo? id = Array.Find(own, parameter => parameter.Name == "id") ?? own.FirstOrDefault();
        List<InputValue> arguments = [];
        ResolverParameters.Binding[] bindings =
        [
            .. own.Select(parameter => parameter == id
                ? ResolverParameters.BindNodeId(parameter)
                : parameters.Bind(parameter, arguments)),
        ];
        string? mistake = id is null || !NodeId.Supports(id.ParameterType)
                ? "the id of a node is a string, a whole number or a Guid"
            : arguments.Count > 0 ? $"a node is loaded by its id alone, without `{arguments[0].Name}`"
            : (ResultTypes.Awaited(method.ReturnType) ?? method.ReturnType) != node
                ? $"it has to return the node, {Naming.Display(node)}"
            : instance is null && !method.IsStatic ? "there is no instance to call it on, so it has to be static"
            : null;
        if (mistake is not null)
        {
            types.Report(method, mistake);
            return null;
        }

        FieldResolver resolve = Compile<FieldResolver>(
            method, instance, bindings, ResolverResults.For(method.ReturnType));
        return new NodeResolver(id!.ParameterType, resolve);
    }

    private OutputField Create(PropertyInfo property, object? instance)
    {
        FieldDefinition definition = Define(property, property.PropertyType, types.Nullability(property));
        Configure(definition);
        Func<object?, object?> read = LeafWriters.Read(property, instance);
        FieldResolver? resolve = Complete(definition, context => new(read(context.Parent)), definition.IsWrapped);
        OutputField field = Finish(definition);
        field.Property = instance is null ? property : null;
        field.Resolve = resolve;
        if (resolve is null)
        {
            field.Read = read;
            field.Write = field.Type.NullableType is NamedType { IsLeaf: true } leaf
                ? LeafWriters.Write(property, instance, leaf)
                : null;
        }

        return field;
    }

    private OutputField Create(MethodInfo method, object? instance)
    {
        NullabilityInfo nullability = types.Nullability(method.ReturnParameter);
        Type? awaited = ResultTypes.Awaited(method.ReturnType);
        FieldDefinition definition = Define(
            method, awaited ?? method.ReturnType, awaited is null ? nullability : nullability.GenericTypeArguments[0]);
        ResolverParameters.Binding[] bindings =
            [.. method.GetParameters().Select(parameter => parameters.Bind(parameter, definition.Arguments))];
        Configure(definition);
        if ((ResultTypes.IsAsynchronous(method.ReturnType)
                || bindings.Any(binding => binding.LoadsData || binding.IsWholeContext))
            && !definition.Directives.Exists(directive => directive.Name.Value == "cost"))
        {
            definition.Directives.Add(CostDirectives.Cost(CostDirectives.ResolverWeight));
        }

        bool needsContext = bindings.Length > 0 || definition.Arguments.Count > 0 || definition.IsWrapped
            || ResultTypes.IsAsynchronous(method.ReturnType);
        FieldResolver resolver =
            Compile<FieldResolver>(method, instance, bindings, ResolverResults.For(method.ReturnType));
        OutputField field = Finish(definition);
        field.Resolve = Complete(definition, resolver, needsContext);
        field.Read = field.Resolve is null ? LeafWriters.Read(method, instance) : null;
        field.Requirements = Requirements(method);
        field.Subscribe = CreateSubscribe(method, instance, definition);
        return field;
    }

    private FieldDefinition Define(MemberInfo member, Type resultType, NullabilityInfo nullability)
        => new(
            Naming.OfMember(member),
            member,
            resultType,
            types.Declared(member) ?? types.Resolve(resultType, nullability, isInput: false, member)
                ?? types.Scalar("String"))
        {
            Description = types.Documentation.Describe(member),
            DeprecationReason = member.GetCustomAttribute<GraphQLDeprecatedAttribute>()?.DeprecationReason,
        };

    private void Configure(FieldDefinition definition)
    {
        if (definition.DeprecationReason is not null)
        {
            definition.Directives.Add(BuiltInDirectives.Apply("deprecated", "reason", definition.DeprecationReason));
        }

        foreach (IFieldConfiguration attribute in definition.Member.GetCustomAttributes()
            .OfType<IFieldConfiguration>().OrderBy(attribute => attribute.Order))
        {
            attribute.Configure(definition, types);
        }

        if (definition.Type.NullableType is ListType && ResultTypes.IsPage(definition.ResultType))
        {
            types.Report(definition.Member, "a field that returns a page needs [UsePaging]");
        }
    }

    /// <summary>The resolver with all that wraps it; null where there is nothing but a member to read.</summary>
    private static FieldResolver? Complete(FieldDefinition definition, FieldResolver resolver, bool always)
    {
        bool isDeferredList = definition.Type.NullableType is ListType && ResultTypes.IsDeferred(definition.ResultType);
        FieldResolver complete = definition.Complete(resolver);
        return isDeferredList ? ResolverResults.Collect(ResultTypes.Element(definition.ResultType)!)(complete)
            : always ? complete
            : null;
    }

    private OutputField Finish(FieldDefinition definition) => new(definition.Name)
    {
        Type = definition.Type,
        Description = definition.Description,
        DeprecationReason = definition.DeprecationReason,
        Directives = definition.Directives,
        Arguments = ClrMembers.Distinct(
            definition.Arguments.Select(argument => (argument, definition.Member)), argument => argument.Name, types),
    };

    private static T Compile<T>(
        MethodInfo method, object? instance, ResolverParameters.Binding[] bindings, MethodInfo takeResult)
        where T : Delegate
    {
        Expression? target = method.IsStatic ? null
            : instance is not null ? Expression.Constant(instance)
            : Expression.Convert(
                Expression.Property(ResolverParameters.Context, nameof(ResolverContext.Parent)), method.DeclaringType!);
        Expression body = Expression.Call(
            takeResult, Expression.Call(target, method, bindings.Select(binding => binding.Value)));
        if (bindings.Any(binding => binding.NeedsScope))
        {
            body = Expression.Block(
                Expression.Call(ResolverParameters.Context, nameof(ResolverContext.UseScope), null), body);
        }

        return Expression.Lambda<T>(body, ResolverParameters.Context).Compile();
    }

    private string[] Requirements(MethodInfo method)
    {
        List<string> names = [];
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            string? requires = parameter.GetCustomAttribute<ParentAttribute>()?.Requires;
            foreach (string name in requires?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                names.Add(name);
                if (parameter.ParameterType.GetProperty(name) is null)
                {
                    string parent = Naming.Display(parameter.ParameterType);
                    types.Report(method, $"`{parent}` has no property `{name}` to require");
                }
            }
        }

        return [.. names];
    }

    private SubscribeResolver? CreateSubscribe(MethodInfo method, object? instance, FieldDefinition definition)
    {
        if (method.GetCustomAttribute<SubscribeAttribute>() is not { } subscribe)
        {
            return null;
        }

        return subscribe.With is null
            ? CreateTopicSubscribe(method)
            : CreateSubscribe(method, subscribe.With, instance, definition);
    }

    private SubscribeResolver? CreateTopicSubscribe(MethodInfo method)
    {
        ParameterInfo? message = Array.Find(
            method.GetParameters(), parameter => parameter.IsDefined(typeof(EventMessageAttribute)));
        string topic = method.GetCustomAttribute<TopicAttribute>()?.Name ?? method.Name;
        if (topic.Contains('{'))
        {
            types.Report(method, $"the topic `{topic}` has a placeholder, which only a method named by With can fill");
        }

        if (message is null)
        {
            types.Report(method, "a subscription needs a parameter marked [EventMessage]");
            return null;
        }

        return SourceStreams.ForTopic(message.ParameterType, topic);
    }

    private SubscribeResolver? CreateSubscribe(
        MethodInfo method, string sourceName, object? instance, FieldDefinition definition)
    {
        MethodInfo? source = method.ReflectedType!.GetMethod(sourceName);
        MethodInfo? takeStream = source is null ? null : SourceStreams.For(source.ReturnType);
        if (takeStream is null)
        {
            types.Report(
                method,
                $"there is no method `{sourceName}` that returns an IAsyncEnumerable or a task of an "
                    + "ISourceStream");
            return null;
        }

        ResolverParameters.Binding[] bindings =
        [
            .. source!.GetParameters()
                .Select(parameter => parameters.Bind(parameter, definition.Arguments, isComplete: true)),
        ];
        if (Array.Exists(bindings, binding => binding.LoadsData))
        {
            types.Report(source, "a stream of events cannot take a DataLoader, which lives within one execution");
            return null;
        }

        return Compile<SubscribeResolver>(source, instance, bindings, takeStream);
    }
}
