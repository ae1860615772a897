using HotChocolate;

namespace LeadGraph;

/// <summary>Tells clients of a failure without its cause, which is for the log alone.</summary>
public sealed class GraphQLErrors : IErrorFilter
{
    /// <inheritdoc/>
    public IError OnError(IError error) => error.Exception is null
        ? error
        : error.WithMessage("Failed to fetch user activity data").WithCode("INTERNAL_SERVER_ERROR").WithException(null);
}
