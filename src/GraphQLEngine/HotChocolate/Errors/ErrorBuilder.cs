namespace HotChocolate;

/// <summary>Puts an <see cref="IError"/> together.</summary>
public sealed class ErrorBuilder
{
    private string? _message;
    private string? _code;
    private Path? _path;
    private Dictionary<string, object?>? _extensions;

    private ErrorBuilder()
    {
    }

    /// <summary>Begins an error.</summary>
    public static ErrorBuilder New() => new();

    /// <summary>Says what went wrong, for the person who wrote the request. Required.</summary>
    public ErrorBuilder SetMessage(string message)
    {
        ArgumentException.ThrowIfNullOrEmpty(message);
        _message = message;
        return this;
    }

    /// <summary>Says what went wrong, for programs.</summary>
    public ErrorBuilder SetCode(string? code)
    {
        _code = code;
        return this;
    }

    /// <summary>
    /// Says where in the response it went wrong. Without it that is where the resolver's field is.
    /// </summary>
    public ErrorBuilder SetPath(Path? path)
    {
        _path = path;
        return this;
    }

    /// <summary>Adds an entry to the error's <c>extensions</c>.</summary>
    public ErrorBuilder SetExtension(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        (_extensions ??= [])[key] = value;
        return this;
    }

    /// <summary>The error.</summary>
    /// <exception cref="InvalidOperationException">No message was set.</exception>
    public IError Build() => new Error(_message ?? throw new InvalidOperationException("An error needs a message."))
    {
        Code = _code,
        Path = _path?.ToList(),
        Extensions = _extensions,
    };
}
