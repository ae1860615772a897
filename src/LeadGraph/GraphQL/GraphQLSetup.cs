using HotChocolate.AspNetCore;
using HotChocolate.Execution.Configuration;
using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Leads;
using LeadGraph.Limits;
using Microsoft.Extensions.Options;

namespace LeadGraph.GraphQL;

/// <summary>The GraphQL side of the service: its schema, what a request may ask, and the endpoint.</summary>
public static class GraphQLSetup
{
    /// <summary>Where the endpoint is.</summary>
    public const string Path = "/graphql";

    private const int LargestPage = 100;

    /// <summary>Adds the schema and the limits of requests.</summary>
    /// <param name="builder">The application; its configuration says what the endpoint offers.</param>
    /// <exception cref="OptionsValidationException">A setting makes no sense; the message names it.</exception>
    public static void AddGraphQL(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSettings<GraphQLOptions>(GraphQLOptions.Section, _ => []);
        services.AddSettings<LiveOptions>(LiveOptions.Section, options => options.Problems());
        services.AddScoped<LeadReader>();
        services.AddSingleton<LeadScoreMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<LeadScoreMonitor>());

        var options = builder.Configuration.ReadSettings<GraphQLOptions>(GraphQLOptions.Section);
        var limits = builder.Configuration.ReadSettings<LimitOptions>(LimitOptions.Section);
        IRequestExecutorBuilder server = services.AddGraphQLServer()
            .AddQueryType<Query>()
            .AddSubscriptionType<Subscription>()
            .AddTypeExtension<UserActivityFields>()
            .AddTypeExtension<LeadEventFields>()
            .AddTypeExtension<LeadScoreChangeFields>()
            .AddDataLoader<RecentEventsDataLoader>()
            .AddInMemorySubscriptions()
            .AddProjections().AddFiltering().AddSorting()
            .ModifyPagingOptions(paging =>
            {
                paging.DefaultPageSize = LargestPage;
                paging.MaxPageSize = LargestPage;
                paging.IncludeTotalCount = true;
            })
            .ModifyRequestOptions(request => request.ExecutionTimeout = limits.ExecutionTimeout)
            .ModifyCostOptions(cost =>
            {
                cost.MaxFieldCost = limits.Cost;
                cost.MaxTypeCost = limits.Cost;
            })
            .ModifyParserOptions(parser =>
            {
                parser.MaxAllowedTokens = limits.DocumentTokens;
                parser.MaxAllowedNodes = limits.DocumentTokens;
                parser.MaxAllowedFields = limits.DocumentFields;
            })
            .AddValidationRule((_, _) => new ExpandedSelectionsRule(limits.ExpandedSelections))
            .AddMaxExecutionDepthRule(limits.Depth, skipIntrospectionFields: true)
            .DisableIntrospection(!options.TellsSchema(builder.Environment))
            .AddErrorFilter<GraphQLErrorFilter>()
            .AddHttpRequestInterceptor<HttpRequestInterceptor>()
            .AddSocketSessionInterceptor<SocketSessionInterceptor>()
            .InitializeOnStartup();
        server.UsePipeline(TrustedDocuments.Read(builder.Configuration));
    }

    /// <summary>
    /// The steps that a request takes, in this order. They are listed one by one because the pipelines for stored
    /// documents that HotChocolate brings have no cost analysis.
    /// </summary>
    private static void UsePipeline(this IRequestExecutorBuilder server, TrustedDocuments? trusted)
    {
        server.UseInstrumentation()
            .UseExceptions()
            .UseTimeout()
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

    /// <summary>Maps the endpoint, over HTTP and WebSocket.</summary>
    /// <param name="app">The application.</param>
    public static void MapGraphQL(this WebApplication app)
    {
        GraphQLOptions options = app.Services.GetRequiredService<IOptions<GraphQLOptions>>().Value;
        LimitOptions limits = app.Services.GetRequiredService<IOptions<LimitOptions>>().Value;
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(Path),
            branch => branch.Use(async (context, next) =>
            {
                // A context cannot be made before the catalog is read, and making one cannot wait: so the request
                // waits, up front. Where the catalog stays out of reach, resolvers fail when they ask for a context.
                await context.RequestServices.GetRequiredService<LeadDatabase>()
                    .EnsureCatalogAsync(context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await next(context);
            }));
        app.MapGraphQL(Path)
            .WithOptions(new GraphQLServerOptions
            {
                EnableSchemaRequests = options.TellsSchema(app.Environment),
                Tool = { Enable = options.Explorer, Document = ExplorerDocument.Text },
                Sockets = { ConnectionInitializationTimeout = limits.SocketInitTimeout },
            })
            .WithMetadata(new GraphQLErrorFormat(), new CacheableResponse())
            .RequireAuthorization(AccessSetup.GraphQLPolicy);
    }
}
