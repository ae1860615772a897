// The members of HotChocolate 15.1's transports that LeadGraph uses, each with its exact types. That this compiles,
// unchanged, against the engine and against the packages is what is tested.
using System.Text.Json;
using HotChocolate;
using HotChocolate.AspNetCore;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Execution;
using Xunit;

public class TransportSample
{
    [Fact]
    public async Task Executor_OfTheApplication_HasItsStepsAndItsSchema()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Services.AddGraphQLServer()
            .AddQueryType<SampleQuery>()
            .UseRequest(Count)
            .UseInstrumentation().UseExceptions().UseTimeout().UseDocumentCache().UseDocumentParser()
            .UseDocumentValidation().UseOperationCache().UseOperationResolver().UseOperationVariableCoercion()
            .UseOperationExecution()
            .AddSocketSessionInterceptor<SampleSocketInterceptor>();
        await using WebApplication app = builder.Build();
        app.MapGraphQL("/graphql")
            .WithOptions(new GraphQLServerOptions
            {
                EnableSchemaRequests = false,
                Tool = { Enable = true, Document = "{ place }" },
                Sockets = { ConnectionInitializationTimeout = TimeSpan.FromSeconds(3) },
            })
            .WithMetadata("sample");

        IRequestExecutor executor = await app.Services.GetRequiredService<IRequestExecutorResolver>()
            .GetRequestExecutorAsync(cancellationToken: CancellationToken.None);
        IExecutionResult result =
            await executor.ExecuteAsync(OperationRequestBuilder.New().SetDocument("{ secret }").Build());

        IReadOnlyList<IError>? errors = Assert.IsAssignableFrom<IOperationResult>(result).Errors;
        Assert.Equal("NO", Assert.Single(errors!).Code);
        Assert.Contains("type SampleQuery", executor.Schema.ToString());
    }

    [Fact]
    public void Exception_OfAnError_HoldsIt()
        => Assert.Equal(
            "No.", new GraphQLException(ErrorBuilder.New().SetMessage("No.").Build()).Errors[0].Message);

    private static HotChocolate.Execution.RequestDelegate Count(HotChocolate.Execution.RequestDelegate next)
        => async context =>
        {
            context.ContextData["asked"] = true;
            await next(context);
        };
}

public class SampleSocketInterceptor : DefaultSocketSessionInterceptor
{
    public override ValueTask<ConnectionStatus> OnConnectAsync(
        ISocketSession session,
        IOperationMessagePayload connectionInitMessage,
        CancellationToken cancellationToken = default)
    {
        HttpContext context = session.Connection.HttpContext;
        using JsonDocument? payload = connectionInitMessage.As<JsonDocument>();
        return ValueTask.FromResult(
            context.User.Identity is null && payload is null ? ConnectionStatus.Reject("No.") : ConnectionStatus.Accept());
    }

    public override ValueTask OnRequestAsync(
        ISocketSession session,
        string operationSessionId,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken = default)
        => base.OnRequestAsync(session, operationSessionId, requestBuilder, cancellationToken);

    public override ValueTask OnCompleteAsync(
        ISocketSession session, string operationSessionId, CancellationToken cancellationToken = default)
        => base.OnCompleteAsync(session, operationSessionId, cancellationToken);
}
