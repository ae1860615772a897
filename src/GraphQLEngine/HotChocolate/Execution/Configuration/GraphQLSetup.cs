using HotChocolate.CostAnalysis;
using HotChocolate.Execution.Options;
using HotChocolate.Language;
using HotChocolate.Types;
using HotChocolate.Validation;
using HotChocolate.Validation.Options;
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

    /// <summary>The steps that requests take; none for the default ones.</summary>
    public List<RequestStep> Steps { get; } = [];

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
        IDocumentValidatorRule[] rules =
            [.. Validation.Rules.Select(create => create(services, Validation)).OrderBy(rule => rule.Priority)];
        if (Array.Find(rules, rule => !rule.IsCacheable) is { } uncacheable)
        {
            throw new InvalidOperationException(
                $"The verdict of {uncacheable.GetType().Name} is kept with the document, so it has to be cacheable.");
        }

        var parts = new PipelineParts
        {
            Schema = schema,
            Parser = Parser,
            Validate = document => DocumentValidator.Validate(schema, document, Validation, rules),
            Options = Request,
            Cost = Cost,
            Services = services,
            Errors = new ErrorReporter([.. services.GetServices<IErrorFilter>()], Request.RevealsSchemaNames),
            Diagnostics = new ExecutionDiagnostics(logger),
            Storage = DocumentStorage,
        };
        return new RequestExecutor(parts, Steps.Count == 0 ? PredefinedPipelines.Default : Steps);
    }

    private void Check()
    {
        if (Request.ExecutionTimeout <= TimeSpan.Zero)
        {
            throw new InvalidOperationException("ExecutionTimeout has to be more than zero.");
        }

        if (Request.PersistedOperations.OnlyAllowPersistedDocuments
            && !Steps.Contains(OnlyPersistedOperationAllowedStep.Step))
        {
            throw new InvalidOperationException(
                "OnlyAllowPersistedDocuments needs UseOnlyPersistedOperationAllowed: nothing else minds it.");
        }
    }
}
