namespace HotChocolate.Types;

/// <summary>Marks a class whose members become fields of the object type made from <typeparamref name="T"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExtendObjectTypeAttribute<T> : Attribute;

/// <summary>
/// Marks a subscription field. The method makes a result of each event; the events come from the method named by
/// <see cref="With"/>, or from the topic named by <see cref="TopicAttribute"/>, or of the method's own name.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SubscribeAttribute : Attribute
{
    /// <summary>The name of a public method of the same class that opens the stream of events.</summary>
    public string? With { get; set; }
}

/// <summary>Names the topic that a subscription field listens to.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TopicAttribute(string name) : Attribute
{
    /// <summary>The topic.</summary>
    public string Name { get; } = name;
}
