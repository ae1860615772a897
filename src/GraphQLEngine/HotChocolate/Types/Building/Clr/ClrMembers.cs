using System.Reflection;
using System.Runtime.CompilerServices;
using HotChocolate.Types.Relay;

namespace HotChocolate.Types;

/// <summary>The members of a class that become fields: of base classes first, then as they are written.</summary>
internal static class ClrMembers
{
    private const BindingFlags Members =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>The readable properties of instances.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type type) => InOrder(type.GetProperties(Members))
        .Where(property => property.GetMethod is { IsPublic: true, IsStatic: false }
            && property.GetIndexParameters().Length == 0
            && !property.IsDefined(typeof(GraphQLIgnoreAttribute)));

    /// <summary>
    /// The methods that return something. Those that a compiler or <see cref="object"/> brings are none, nor are
    /// generic ones, those that load nodes and those that a subscription field names as its source of events.
    /// </summary>
    public static IEnumerable<MethodInfo> Methods(Type type)
    {
        MethodInfo[] methods = type.GetMethods(Members);
        HashSet<string> sources =
        [
            .. methods.Select(method => method.GetCustomAttribute<SubscribeAttribute>()?.With).OfType<string>(),
        ];
        return InOrder(methods).Where(method =>
            !method.IsSpecialName
            && !method.IsGenericMethodDefinition
            && method.GetBaseDefinition().DeclaringType != typeof(object)
            && method.DeclaringType != typeof(object)
            && method.ReturnType != typeof(void)
            && method.ReturnType != typeof(Task)
            && method.ReturnType != typeof(ValueTask)
            && !sources.Contains(method.Name)
            && !method.IsDefined(typeof(CompilerGeneratedAttribute))
            && !method.IsDefined(typeof(GraphQLIgnoreAttribute))
            && !method.IsDefined(typeof(NodeResolverAttribute))
            && !method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef));
    }

    /// <summary>The methods that load nodes. They are no fields.</summary>
    public static IEnumerable<MethodInfo> NodeResolvers(Type type)
        => type.GetMethods(Members).Where(method => method.IsDefined(typeof(NodeResolverAttribute)));

    /// <summary>The items by name; a second one of a name is reported and left out.</summary>
    public static NamedList<T> Distinct<T>(
        IEnumerable<(T Item, MemberInfo Member)> items, Func<T, string> name, TypeRegistry types)
        where T : class
    {
        List<T> distinct = [];
        foreach ((T item, MemberInfo member) in items)
        {
            if (distinct.Exists(other => name(other) == name(item)))
            {
                types.Report(member, $"there is more than one field `{name(item)}`");
            }
            else
            {
                distinct.Add(item);
            }
        }

        return new NamedList<T>(distinct, name);
    }

    private static IEnumerable<T> InOrder<T>(IEnumerable<T> members)
        where T : MemberInfo
        => members.OrderBy(member => Depth(member.DeclaringType!)).ThenBy(member => member.MetadataToken);

    private static int Depth(Type type)
    {
        int depth = 0;
        for (Type? current = type.BaseType; current is not null; current = current.BaseType)
        {
            depth++;
        }

        return depth;
    }
}
