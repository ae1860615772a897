using System.Reflection;
using System.Runtime.CompilerServices;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Types;

/// <summary>Turns what subscribe methods return into a stream of events.</summary>
internal static class SourceStreams
{
    public static ValueTask<IAsyncEnumerable<object?>> Of<T>(IAsyncEnumerable<T> events) => new(Box(events));

    public static async ValueTask<IAsyncEnumerable<object?>> OfStream<T>(ValueTask<ISourceStream<T>> stream)
        => Read(await stream.ConfigureAwait(false));

    public static async ValueTask<IAsyncEnumerable<object?>> OfStreamTask<T>(Task<ISourceStream<T>> stream)
        => Read(await stream.ConfigureAwait(false));

    /// <summary>Subscribes to a topic.</summary>
    public static SubscribeResolver OfTopic<T>(string topic) => async context =>
    {
        ITopicEventReceiver receiver = context.Services.GetRequiredService<ITopicEventReceiver>();
        return Read(await receiver.SubscribeAsync<T>(topic, context.RequestAborted).ConfigureAwait(false));
    };

    /// <summary>The method of this class that takes a subscribe method's result, or null if there is none.</summary>
    public static MethodInfo? For(Type resultType)
    {
        if (ResultTypes.IsGeneric(resultType, typeof(IAsyncEnumerable<>)))
        {
            return Method(nameof(Of), resultType.GetGenericArguments()[0]);
        }

        if (ResultTypes.Awaited(resultType) is not { } stream
            || !ResultTypes.IsGeneric(stream, typeof(ISourceStream<>)))
        {
            return null;
        }

        string name = resultType.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(OfStreamTask) : nameof(OfStream);
        return Method(name, stream.GetGenericArguments()[0]);
    }

    /// <summary><see cref="OfTopic{T}"/> for a type of messages.</summary>
    public static SubscribeResolver ForTopic(Type message, string topic)
        => (SubscribeResolver)Method(nameof(OfTopic), message).Invoke(null, [topic])!;

    private static MethodInfo Method(string name, Type type)
        => typeof(SourceStreams).GetMethod(name)!.MakeGenericMethod(type);

    private static async IAsyncEnumerable<object?> Read<T>(
        ISourceStream<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using (stream.ConfigureAwait(false))
        {
            await foreach (T message in stream.ReadEventsAsync()
                .WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                yield return message;
            }
        }
    }

    private static async IAsyncEnumerable<object?> Box<T>(
        IAsyncEnumerable<T> events, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (T item in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }
}
