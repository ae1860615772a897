using HotChocolate;
using LeadGraph.GraphQL;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadGraph.Tests.GraphQL;

/// <summary>What clients are told of errors whose own words come within another exception.</summary>
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
    public void Error_CausedByOneOfItsOwnWords_KeepsThem(Exception cause)
    {
        IError error = ErrorBuilder.New().SetMessage("Unexpected Execution Error").Build().WithException(cause);

        IError told = new GraphQLErrorFilter(NullLogger<GraphQLErrorFilter>.Instance).OnError(error);

        Assert.Equal(("Wait a while.", "TOO_MANY_REQUESTS"), (told.Message, told.Code));
        Assert.Null(told.Exception);
    }
}
