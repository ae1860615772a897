using HotChocolate.Execution.Configuration;

namespace LeadGraph.GraphQL;

/// <summary>
/// The steps that every GraphQL operation passes, in their order. They are listed here because HotChocolate's
/// pipelines for persisted operations have no cost analysis. A step may prepare what a later one needs: the cost
/// analyzer already chooses the operation and coerces the variables.
/// </summary>
public static class GraphQLPipeline
{
    /// <summary>Adds the steps in the order in which they run.</summary>
    /// <param name="server">The GraphQL server.</param>
    /// <param name="trusted">The trusted documents; null for automatic persisted queries.</param>
    public static void UsePipeline(this IRequestExecutorBuilder server, TrustedDocuments? trusted)
    {
        server.UseRequest(OutcomeRecorder.Create)
            .UseInstrumentation()
            .UseExceptions()
            .UseTimeout()
            .UseRequest(ReadTimeoutMiddleware.Create)
            .UseRequest(CatalogMiddleware.Create)
            .UseDocumentCache()
            .UseReadPersistedOperation();
        if (trusted is not null)
        {
            server.AddFileSystemOperationDocumentStorage(trusted.Folder)
                .ModifyRequestOptions(request
                    => request.PersistedOperations.OnlyAllowPersistedDocuments = trusted.Only)
                .UsePersistedOperationNotFound()
                .UseOnlyPersistedOperationAllowed();
        }
        else
        {
            // HotChocolate keeps the documents in the application's memory cache.
            server.Services.AddMemoryCache();
            server.AddInMemoryOperationDocumentStorage()
                .UseAutomaticPersistedOperationNotFound()
                .UseWritePersistedOperation();
        }

        server.UseDocumentParser()
            .UseDocumentValidation()
            .UseCostAnalyzer()
            .UseOperationCache()
            .UseOperationResolver()
            .UseSkipWarmupExecution()
            .UseOperationVariableCoercion()
            .UseOperationExecution();
    }
}
