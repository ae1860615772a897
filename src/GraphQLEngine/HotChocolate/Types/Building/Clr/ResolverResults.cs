using System.Reflection;

namespace HotChocolate.Types;

/// <summary>Converts the results of resolver methods to <see cref="ValueTask{TResult}"/>.</summary>
internal static class ResolverResults
{
    public static ValueTask<object?> Of<T>(T value) => new(value);

    public static ValueTask<object?> OfTask<T>(Task<T> task)
    {
        return task.IsCompletedSuccessfully ? new(task.Result) : Await(task);

        static async ValueTask<object?> Await(Task<T> task) => await task.ConfigureAwait(false);
    }

    public static ValueTask<object?> OfValueTask<T>(ValueTask<T> task)
    {
        return task.IsCompletedSuccessfully ? new(task.Result) : Await(task);

        static async ValueTask<object?> Await(ValueTask<T> task) => await task.ConfigureAwait(false);
    }

    /// <summary>
    /// Reads a list whose elements have to be fetched, so that fetching them blocks no thread. Other lists pass as
    /// they are.
    /// </summary>
    public static FieldResolver Collect<T>(FieldResolver next) => async context =>
    {
        object? value = await next(context).ConfigureAwait(false);
        if (value is not IAsyncEnumerable<T> source)
        {
            return value;
        }

        List<T> items = [];
        await foreach (T item in source.WithCancellation(context.RequestAborted).ConfigureAwait(false))
        {
            items.Add(item);
        }

        return items;
    };

    /// <summary>The method of this class that takes a method's result.</summary>
    public static MethodInfo For(Type resultType)
    {
        Type? awaited = ResultTypes.Awaited(resultType);
        string name = awaited is null ? nameof(Of)
            : resultType.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(OfTask)
            : nameof(OfValueTask);
        return typeof(ResolverResults).GetMethod(name)!.MakeGenericMethod(awaited ?? resultType);
    }

    /// <summary><see cref="Collect{T}"/> for a type of elements.</summary>
    public static FieldMiddleware Collect(Type element)
        => typeof(ResolverResults).GetMethods()
            .Single(method => method is { Name: nameof(Collect), IsGenericMethod: true })
            .MakeGenericMethod(element).CreateDelegate<FieldMiddleware>();
}
