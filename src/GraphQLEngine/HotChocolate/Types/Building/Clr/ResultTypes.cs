using System.Collections;

namespace HotChocolate.Types;

/// <summary>What the types around a result mean: tasks and lists.</summary>
internal static class ResultTypes
{
    public static bool IsAsynchronous(Type type)
        => type == typeof(Task) || type == typeof(ValueTask) || Awaited(type) is not null
            || IsGeneric(type, typeof(IAsyncEnumerable<>));

    /// <summary>The type of the value that a task returns; null if the type is no task with a value.</summary>
    public static Type? Awaited(Type type)
        => IsGeneric(type, typeof(Task<>)) || IsGeneric(type, typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : null;

    /// <summary>
    /// The type of a list's elements; null if the type is no list. Strings and dictionaries are none.
    /// </summary>
    public static Type? Element(Type type)
    {
        if (type == typeof(string) || IsDictionary(type))
        {
            return null;
        }

        if (type.IsArray)
        {
            return type.GetArrayRank() == 1 ? type.GetElementType() : null;
        }

        return type.GetInterfaces().Prepend(type)
            .FirstOrDefault(item =>
                IsGeneric(item, typeof(IEnumerable<>)) || IsGeneric(item, typeof(IAsyncEnumerable<>)))
            ?.GetGenericArguments()[0];
    }

    /// <summary>Whether it is a list whose elements may have to be fetched when it is read.</summary>
    public static bool IsDeferred(Type type)
        => type.GetInterfaces().Prepend(type).Any(item =>
            IsGeneric(item, typeof(IQueryable<>)) || IsGeneric(item, typeof(IAsyncEnumerable<>)));

    public static bool IsGeneric(Type type, Type definition)
        => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static bool IsDictionary(Type type)
        => typeof(IDictionary).IsAssignableFrom(type)
            || type.GetInterfaces().Prepend(type).Any(item =>
                IsGeneric(item, typeof(IDictionary<,>)) || IsGeneric(item, typeof(IReadOnlyDictionary<,>)));
}
