namespace HotChocolate;

/// <summary>
/// Limits the errors of a response: each has the path of its field, in which an alias of the client's may be as long as
/// a request.
/// </summary>
internal static class ErrorSize
{
    /// <summary>The most bytes of the errors of one response, unless it has one error only.</summary>
    public const int MaxPerResponse = 1024 * 1024;

    private const int Base = 100;
    private const int BytesPerLocation = 32;

    /// <summary>Roughly the bytes that an error has in the response.</summary>
    public static long Of(IError error)
        => Base + error.Message.Length + (error is not Error { } own ? 0
            : (BytesPerLocation * (long)own.Locations.Count)
                + (own.Path?.Sum(segment => segment is string key ? key.Length : sizeof(int)) ?? 0));
}
