using HotChocolate.Execution;
using Microsoft.Extensions.Logging;

namespace HotChocolate.AspNetCore.Hosting;

/// <summary>
/// What fails outside the executor, which reports its own failures: an interceptor, a subscription's source.
/// The operator is told everything, the client nothing but that it happened.
/// </summary>
internal sealed partial class UnexpectedErrors(ILogger<UnexpectedErrors> logger)
{
    /// <summary>Logs the exception and returns the response.</summary>
    public OperationResult Report(Exception exception)
    {
        LogFailure(exception);
        return new OperationResult(RequestErrorKind.Server, [new Error("Unexpected Execution Error")]);
    }

    [LoggerMessage(1, LogLevel.Error, "A GraphQL request failed outside the execution of its operation.")]
    private partial void LogFailure(Exception exception);
}
