using HotChocolate.CostAnalysis;
using HotChocolate.Execution.Options;
using HotChocolate.Language;
using HotChocolate.Types;
using HotChocolate.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotChocolate.Execution.Configuration;

/// <summary>What has been configured, and the executor that is made of it when it is first needed.</summary>
internal sealed class GraphQLSetup(IServiceCollection registrations)
{
    public SchemaBuilder Schema { get; } = new();

    public RequestExecutorOptions Request { get; } = new();

    public RequestParserOptions Parser { get; } = new();

    public CostOptions Cost { get; } = new();

    public ValidationOptions Validation { get; } = new();

    public PersistedDocumentMode PersistedDocuments { get; set; }

    public IOperationDocumentStorage? DocumentStorage { get; set; }

    /// <exception cref="SchemaException">The schema's classes have mistakes; all of them are listed.</exception>
    /// <exception cref="InvalidOperationException">An option has a value that makes no sense.</exception>
    public RequestExecutor CreateExecutor(IServiceProvider services)
    {
        Check();
        IServiceProviderIsService? isService = services.GetService<IServiceProviderIsService>();
        Schema.Services = services;
        Schema.IsService = type => isService?.IsService(type) == true;
        Schema.IsScoped = type => registrations.LastOrDefault(item => item.ServiceType == type)?.Lifetime
            is ServiceLifetime.Scoped or ServiceLifetime.Transient;
        Schema schema = Schema.Build();
        ILogger<RequestExecutor> logger = services.GetService<ILogger<RequestExecutor>>()
            ?? NullLogger<RequestExecutor>.Instance;
        return new RequestExecutor(
            schema,
            new DocumentPreparer(schema, Parser, document => DocumentValidator.Validate(schema, document, Validation)),
            new PersistedDocuments(
                PersistedDocuments, DocumentStorage, Request.PersistedOperations.OnlyAllowPersistedDocuments),
            Cost,
            services,
            [.. services.GetServices<IErrorFilter>()],
            Request,
            Parser.MaxAllowedTokens,
            new ExecutionDiagnostics(logger));
    }

    private void Check()
    {
        if (Request.ExecutionTimeout <= TimeSpan.Zero)
        {
            throw new InvalidOperationException("ExecutionTimeout has to be more than zero.");
        }

        if (PersistedDocuments != PersistedDocumentMode.None && DocumentStorage is null)
        {
            throw new InvalidOperationException("Persisted documents need an operation document storage.");
        }

        if (Request.PersistedOperations.OnlyAllowPersistedDocuments
            && PersistedDocuments != PersistedDocumentMode.Trusted)
        {
            throw new InvalidOperationException(
                "OnlyAllowPersistedDocuments needs UsePersistedOperationPipeline: else no document could be executed.");
        }
    }
}
