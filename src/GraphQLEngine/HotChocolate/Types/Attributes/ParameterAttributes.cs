namespace HotChocolate;

/// <summary>Marks a resolver parameter that is taken from the services. Registered services need no mark.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceAttribute : Attribute;

/// <summary>Marks a resolver parameter that is the object whose field is resolved.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ParentAttribute(string? requires = null) : Attribute
{
    /// <summary>
    /// The properties of the parent that the resolver reads, separated by spaces or commas; null if that is not
    /// said. What loads parents loads them even if the client did not select them.
    /// </summary>
    public string? Requires { get; } = requires;
}

/// <summary>Marks a parameter of a subscription resolver that is the event.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EventMessageAttribute : Attribute;

/// <summary>Marks a resolver parameter that an interceptor has put into the request's global state.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class GlobalStateAttribute(string key) : Attribute
{
    /// <summary>The key of the entry. A missing entry gives the parameter's default, or null.</summary>
    public string Key { get; } = key;
}
