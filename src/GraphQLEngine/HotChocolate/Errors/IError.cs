namespace HotChocolate;

/// <summary>
/// An error of a GraphQL response: https://spec.graphql.org/September2025/#sec-Errors. Immutable; the
/// <c>With…</c> methods return changed copies.
/// </summary>
public interface IError
{
    /// <summary>What went wrong, for the person who wrote the request.</summary>
    string Message { get; }

    /// <summary>What went wrong, for programs; written to the response as <c>extensions.code</c>.</summary>
    string? Code { get; }

    /// <summary>The exception behind the error. It never reaches the response.</summary>
    Exception? Exception { get; }

    /// <summary>Further entries of <c>extensions</c> in the response.</summary>
    IReadOnlyDictionary<string, object?>? Extensions { get; }

    /// <summary>A copy with another message.</summary>
    IError WithMessage(string message);

    /// <summary>A copy with another code, or with none.</summary>
    IError WithCode(string? code);

    /// <summary>A copy with another exception, or with none.</summary>
    IError WithException(Exception? exception);
}
