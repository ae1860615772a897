using GreenDonut;
using HotChocolate;
using HotChocolate.CostAnalysis;
using HotChocolate.Execution;
using HotChocolate.Execution.Configuration;
using HotChocolate.Execution.Options;
using HotChocolate.Language;
using HotChocolate.Subscriptions;
using HotChocolate.Types;
using HotChocolate.Validation;
using HotChocolate.Validation.Options;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What can be configured of the GraphQL server.</summary>
public static class RequestExecutorBuilderExtensions
{
    /// <summary>Makes a class the query root. Required.</summary>
    public static IRequestExecutorBuilder AddQueryType<T>(this IRequestExecutorBuilder builder)
        where T : class => builder.Configure(setup => setup.Schema.QueryType = typeof(T));

    /// <summary>Makes a class the mutation root. Its fields are executed one after the other.</summary>
    public static IRequestExecutorBuilder AddMutationType<T>(this IRequestExecutorBuilder builder)
        where T : class => builder.Configure(setup => setup.Schema.MutationType = typeof(T));

    /// <summary>Makes a class the subscription root.</summary>
    public static IRequestExecutorBuilder AddSubscriptionType<T>(this IRequestExecutorBuilder builder)
        where T : class => builder.Configure(setup => setup.Schema.SubscriptionType = typeof(T));

    /// <summary>
    /// Adds the fields of a class marked <see cref="ExtendObjectTypeAttribute{T}"/> to the type it names.
    /// </summary>
    public static IRequestExecutorBuilder AddTypeExtension<T>(this IRequestExecutorBuilder builder)
        where T : class => builder.Configure(setup => setup.Schema.Extensions.Add(typeof(T)));

    /// <summary>
    /// Lets clients fetch objects by ids of their own: adds the interface <c>Node</c> and the queries <c>node</c> and
    /// <c>nodes</c>, which loads up to 50 at once.
    /// </summary>
    public static IRequestExecutorBuilder AddGlobalObjectIdentification(this IRequestExecutorBuilder builder)
        => builder.Configure(setup => setup.Schema.IdentifiesObjects = true);

    /// <summary>Says which scalar stands for a C# type, where it is another than usual.</summary>
    /// <typeparam name="TRuntimeType">The type of properties, results and arguments.</typeparam>
    /// <typeparam name="TSchemaType">The scalar.</typeparam>
    public static IRequestExecutorBuilder BindRuntimeType<TRuntimeType, TSchemaType>(
        this IRequestExecutorBuilder builder)
        where TSchemaType : INamedType
        => builder.Configure(setup => setup.Schema.BoundScalars[typeof(TRuntimeType)]
            = Activator.CreateInstance<TSchemaType>().Name);

    /// <summary>
    /// Adds a DataLoader, for resolvers to take as a parameter and for services to take in their constructors. There
    /// is one for each request: what a resolver uses within it gets the same as the resolver. In a scope outside of a
    /// request there is one for the scope.
    /// </summary>
    public static IRequestExecutorBuilder AddDataLoader<T>(this IRequestExecutorBuilder builder)
        where T : class, IDataLoader
    {
        builder.Services.TryAddSingleton<DataLoaderOptions>();
        builder.Services.TryAddScoped<DataLoaderScope>();
        builder.Services.TryAddScoped(
            services => (T)services.GetRequiredService<DataLoaderScope>().DataLoader(typeof(T)));
        return builder;
    }

    /// <summary>Adds topics that live in this process, for <see cref="ITopicEventSender"/> and its receivers.</summary>
    public static IRequestExecutorBuilder AddInMemorySubscriptions(this IRequestExecutorBuilder builder)
    {
        builder.Services.TryAddSingleton(new InMemoryTopics());
        builder.Services.TryAddSingleton<ITopicEventSender>(Topics);
        builder.Services.TryAddSingleton<ITopicEventReceiver>(Topics);
        return builder;

        static InMemoryTopics Topics(IServiceProvider services) => services.GetRequiredService<InMemoryTopics>();
    }

    /// <summary>Adds a filter that sees every error before it is put into a response.</summary>
    public static IRequestExecutorBuilder AddErrorFilter<T>(this IRequestExecutorBuilder builder)
        where T : class, IErrorFilter
    {
        builder.Services.AddSingleton<IErrorFilter, T>();
        return builder;
    }

    /// <summary>Changes how requests are executed.</summary>
    public static IRequestExecutorBuilder ModifyRequestOptions(
        this IRequestExecutorBuilder builder, Action<RequestExecutorOptions> configure)
        => builder.Configure(setup => configure(setup.Request));

    /// <summary>Changes what an operation may cost.</summary>
    public static IRequestExecutorBuilder ModifyCostOptions(
        this IRequestExecutorBuilder builder, Action<CostOptions> configure)
        => builder.Configure(setup => configure(setup.Cost));

    /// <summary>Changes what a document may hold.</summary>
    public static IRequestExecutorBuilder ModifyParserOptions(
        this IRequestExecutorBuilder builder, Action<RequestParserOptions> configure)
        => builder.Configure(setup => configure(setup.Parser));

    /// <summary>Refuses operations whose fields nest deeper.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="maxAllowedExecutionDepth">How many levels there may be; 1 or more.</param>
    /// <param name="skipIntrospectionFields">Whether introspection may go deeper.</param>
    public static IRequestExecutorBuilder AddMaxExecutionDepthRule(
        this IRequestExecutorBuilder builder, int maxAllowedExecutionDepth, bool skipIntrospectionFields = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAllowedExecutionDepth, 1);
        return builder.Configure(setup =>
        {
            setup.Validation.MaxExecutionDepth = maxAllowedExecutionDepth;
            setup.Validation.SkipIntrospectionFields = skipIntrospectionFields;
        });
    }

    /// <summary>Adds a rule that documents have to keep.</summary>
    public static IRequestExecutorBuilder AddValidationRule<T>(this IRequestExecutorBuilder builder)
        where T : class, IDocumentValidatorRule, new()
        => builder.AddValidationRule((_, _) => new T());

    /// <summary>Adds a rule that documents have to keep.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="factory">Makes the rule, once.</param>
    public static IRequestExecutorBuilder AddValidationRule<T>(
        this IRequestExecutorBuilder builder, Func<IServiceProvider, ValidationOptions, T> factory)
        where T : class, IDocumentValidatorRule
    {
        ArgumentNullException.ThrowIfNull(factory);
        return builder.Configure(setup => setup.Validation.Rules.Add(factory));
    }

    /// <summary>
    /// Says whether documents that select <c>__schema</c> or <c>__type</c> are refused; then messages tell no names
    /// of the schema that the caller has not used.
    /// </summary>
    public static IRequestExecutorBuilder DisableIntrospection(
        this IRequestExecutorBuilder builder, bool disable = true)
        => builder.Configure(
            setup => setup.Validation.AllowsIntrospection = setup.Request.RevealsSchemaNames = !disable);

    /// <summary>Stores documents in memory, a bounded number of them.</summary>
    public static IRequestExecutorBuilder AddInMemoryOperationDocumentStorage(this IRequestExecutorBuilder builder)
        => builder.Configure(setup => setup.DocumentStorage = new InMemoryDocumentStorage());

    /// <summary>Reads stored documents from a folder; document <c>x</c> is the file <c>x.graphql</c>.</summary>
    public static IRequestExecutorBuilder AddFileSystemOperationDocumentStorage(
        this IRequestExecutorBuilder builder, string? cacheDirectory = null)
        => builder.Configure(setup => setup.DocumentStorage =
            new FileSystemDocumentStorage(cacheDirectory ?? Directory.GetCurrentDirectory()));

    /// <summary>Builds the schema when the application starts, so that mistakes in it stop the start.</summary>
    public static IRequestExecutorBuilder InitializeOnStartup(this IRequestExecutorBuilder builder)
    {
        builder.Services.AddHostedService<ExecutorStart>();
        return builder;
    }

    /// <summary>Builds the executor from the services registered so far, for tests.</summary>
    public static ValueTask<IRequestExecutor> BuildRequestExecutorAsync(
        this IRequestExecutorBuilder builder, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(builder.Services.BuildServiceProvider().GetRequiredService<IRequestExecutor>());
    }

    /// <summary>Changes the setup behind the builder.</summary>
    internal static IRequestExecutorBuilder Configure(this IRequestExecutorBuilder builder, Action<GraphQLSetup> change)
    {
        change(((RequestExecutorBuilder)builder).Setup);
        return builder;
    }
}
