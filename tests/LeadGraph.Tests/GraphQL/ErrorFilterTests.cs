using HotChocolate;
using LeadGraph.GraphQL;
using LeadGraph.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.GraphQL;

/// <summary>Errors for clients that are wrapped in another exception.</summary>
public class ErrorFilterTests
{
    private static readonly GraphQLException Own =
        new(ErrorBuilder.New().SetMessage("Wait a while.").SetCode("TOO_MANY_REQUESTS").Build());

    public static TheoryData<Exception> Causes =>
    [
        Own,
        new InvalidOperationException("It failed.", Own),
        new AggregateException(new TimeoutException(), new InvalidOperationException("It failed.", Own))
    ];

    [Theory]
    [MemberData(nameof(Causes))]
    public void Error_CausedByAGraphQLException_HasItsMessageAndCode(Exception cause)
    {
        IError error = ErrorBuilder.New().SetMessage("Unexpected Execution Error").Build().WithException(cause);

        IError filtered = new GraphQLErrorFilter(
            Options.Create(new LimitOptions()), NullLogger<GraphQLErrorFilter>.Instance).OnError(error);

        Assert.Equal(("Wait a while.", "TOO_MANY_REQUESTS"), (filtered.Message, filtered.Code));
        Assert.Null(filtered.Exception);
    }
}
