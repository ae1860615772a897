namespace HotChocolate;

/// <summary>Thrown by a resolver to put errors of its own wording into the response.</summary>
public class GraphQLException : Exception
{
    /// <summary>Reports one error.</summary>
    public GraphQLException(IError error)
        : base(error.Message)
        => Errors = [error];

    /// <summary>Reports several errors.</summary>
    public GraphQLException(IEnumerable<IError> errors)
        : this([.. errors])
    {
    }

    private GraphQLException(IError[] errors)
        : base(string.Join('\n', errors.Select(error => error.Message)))
        => Errors = errors;

    /// <summary>What is reported, each with the path and location of the resolver's field.</summary>
    public IReadOnlyList<IError> Errors { get; }
}
