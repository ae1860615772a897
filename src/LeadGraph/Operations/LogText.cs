using System.Text;
using LeadGraph.Data;

namespace LeadGraph.Operations;

/// <summary>
/// The message and the values of a log entry, of limited length and without control characters: they contain what
/// callers, the database and other services wrote, who could otherwise write lines of their own into the log.
/// </summary>
internal sealed class LogText : List<KeyValuePair<string, object?>>
{
    /// <summary>The most UTF-16 code units of a message, a cause and a value, each without its ellipsis.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The most UTF-16 code units of an exception that is logged with its stack trace.</summary>
    public const int MaxTraceLength = 20_000;

    private readonly string _message;

    /// <summary>Shortens the message, its cause and the values.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cause">The exception that is quoted behind the message, or null.</param>
    /// <param name="values">The values by name, where the entry has some.</param>
    public LogText(string message, Exception? cause, IEnumerable<KeyValuePair<string, object?>>? values)
        : base((values ?? []).Select(value => value.Value is string text ? new(value.Key, Of(text)) : value))
    {
        _message = cause is null ? Of(message) : $"{Of(message)} {Of(Summary(cause))}";
    }

    /// <summary>The text without control characters, or its beginning with an ellipsis.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        bool isLong = text.Length > MaxLength;
        if (!isLong && !text.Any(char.IsControl))
        {
            return text;
        }

        var bounded = new StringBuilder(MaxLength + 1);
        foreach (char unit in isLong ? text.AsSpan(0, MaxLength) : text)
        {
            bounded.Append(char.IsControl(unit) ? ' ' : unit);
        }

        return (isLong ? bounded.Append('…') : bounded).ToString();
    }

    /// <summary>
    /// Whether an exception is to be logged with its stack trace, which of a timeout, a cancellation or a database that
    /// is not ready only shows the way of every request.
    /// </summary>
    /// <param name="exception">The exception.</param>
    public static bool TellsByItsTrace(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or OperationCanceledException or DatabaseNotReadyException)
            {
                return false;
            }
        }

        return exception.ToString().Length <= MaxTraceLength;
    }

    /// <summary>The message.</summary>
    public override string ToString() => _message;

    // The type and the message of an exception, and those of its cause.
    private static string Summary(Exception exception)
    {
        Exception cause = exception.GetBaseException();
        string summary = $"{exception.GetType().Name}: {exception.Message}";
        return ReferenceEquals(cause, exception) ? summary : $"{summary} {cause.GetType().Name}: {cause.Message}";
    }
}
