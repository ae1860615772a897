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
    /// The type of a list's elements, or of the rows of a page; null if the type is neither. Strings and dictionaries
    /// are no lists.
    /// </summary>
    public static Type? Element(Type type)
    {
        if (IsPage(type))
        {
            return type.GetGenericArguments()[0];
        }

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

    /// <summary>Whether it is a page of a list, which is read already.</summary>
    public static bool IsPage(Type type) => type.IsGenericType && type.IsAssignableTo(typeof(IPage));

    public static bool IsGeneric(Type type, Type definition)
        => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static bool IsDictionary(Type type)
        => typeof(IDictionary).IsAssignableFrom(type)
            || type.GetInterfaces().Prepend(type).Any(item =>
                IsGeneric(item, typeof(IDictionary<,>)) || IsGeneric(item, typeof(IReadOnlyDictionary<,>)));
}

/// <summary>A page of a list, with its rows as the type parameter. A field that returns it has to be paged.</summary>
internal interface IPage;
