using System.Text.Json.Serialization;
using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Campaigns;
using LeadGraph.Changes;
using LeadGraph.Changes.Feed;
using LeadGraph.Configuration;
using LeadGraph.Dashboard;
using LeadGraph.Data;
using LeadGraph.Data.Tables;
using LeadGraph.DataQuality;
using LeadGraph.Demo;
using LeadGraph.GraphQL;
using LeadGraph.Http;
using LeadGraph.Insight;
using LeadGraph.Leads;
using LeadGraph.Limits;
using LeadGraph.Maintained;
using LeadGraph.Maintained.Sql;
using LeadGraph.Mcp;
using LeadGraph.Operations;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using LeadGraph.Store;
using LeadGraph.Webhooks;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LeadGraph;

/// <summary>The service's parts and how they are joined, for the program and for the tests alike.</summary>
public static class LeadGraphSetup
{
    // At their own levels ASP.NET Core and EF Core log addresses and SQL, and with them whom somebody searched for.
    // The program itself reports a failed start, DatabaseWatch a database that is not ready, and WebhookDelivery a
    // request that failed.
    private static readonly (string Setting, string Level)[] LogLevels =
    [
        ("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        ("Logging:LogLevel:LeadGraph.Access.CredentialAuthenticationHandler", "Warning"),
        ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Warning"),
        ("Logging:LogLevel:Npgsql", "Warning"),
        ("Logging:LogLevel:Polly", "None"),
        ("Logging:LogLevel:ModelContextProtocol", "None"),
        ("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "Critical"),
        ("Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks", "None")
    ];

    /// <summary>Adds everything that LeadGraph consists of.</summary>
    /// <param name="builder">The application to add it to; its configuration says which database is read.</param>
    /// <exception cref="OptionsValidationException">
    /// The connection string is malformed, or its values make no sense.
    /// </exception>
    public static WebApplicationBuilder AddLeadGraph(this WebApplicationBuilder builder)
    {
        foreach (var (setting, level) in LogLevels)
        {
            builder.Configuration[setting] ??= level;
        }

        builder.AddConsoleLog();
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddBoundedLog();
        services.AddSettings<LeadGraphOptions>(LeadGraphOptions.Section, options => options.Problems());
        services.AddSettings<ScoringRules>(
            ScoringRules.Section, rules => rules.Problems().Select(problem => problem.Message));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ScoringRules>>().Value);
        services.AddSettings<AccessOptions>(AccessOptions.Section, options => options.Problems());
        services.AddAccess();
        services.AddSettings<LimitOptions>(LimitOptions.Section, options => options.Problems());
        services.AddLimits();

        services.AddSettings<CacheOptions>(CacheOptions.Section, options => options.Problems());
        services.AddSingleton<ResponseCacheStore>();
        services.AddTransient<IStartupFilter, CachedEndpointCheck>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ListenRules>();

        services.AddExceptionHandler<GlobalExceptionHandler>();
        services.AddSingleton<UnknownParameters>();
        services.AddOpenApi(options =>
        {
            options.DescribeService();
            options.DescribeAccess();
            options.DescribeLeadFields();
        });
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddCors();
        // Off for HTTPS by default: from the length of a compressed response an attacker whose text is in it can learn
        // the rest of it.
        services.AddResponseCompression(compression => compression.MimeTypes =
            [
                .. ResponseCompressionDefaults.MimeTypes,
                "application/graphql-response+json", "application/graphql", "text/csv", "application/jsonl",
            ]);
        builder.AddTelemetry();
        builder.AddDatabase();
        services.AddSegments();
        services.AddLeads();
        services.AddDataQuality();
        services.AddInsight();
        services.AddChanges();
        services.AddWebhooks();
        services.AddCampaigns();
        builder.AddGraphQL().AddLeadTypes().AddInsightTypes().AddDataQualityTypes().AddChangeTypes()
            .AddCampaignTypes();
        services.AddMcp();
        return builder;
    }

    /// <summary>Maps the endpoints, behind the middleware that each request passes in this order.</summary>
    /// <param name="app">The application that <see cref="AddLeadGraph"/> prepared.</param>
    /// <exception cref="OptionsValidationException">A setting makes no sense; the message names it.</exception>
    public static WebApplication MapLeadGraph(this WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        ListenAddresses.Validate(app.Configuration[ListenAddresses.Setting]);
        app.UseRequestLog();
        app.UseSecurityHeaders();
        app.UseDemoHeader();
        app.UseExceptionHandler(_ => { });
        app.UseProblemResponses();
        app.UseMiddleware<RequestHeadMiddleware>();
        app.UseWebSockets();
        app.UseMiddleware<CrossSiteGuard>();
        app.UseConfiguredCors();
        app.UseAuthentication();
        app.UseStreamExpiry();
        app.UseMiddleware<CallerRateMiddleware>();
        app.UseMiddleware<CallerConcurrencyMiddleware>();
        app.UseMiddleware<SocketMessageMiddleware>();
        app.UseToolRequests();
        // Before compression, so that compressed responses are cached, and before the service's limit, which a cached
        // response does not count toward.
        app.UseMiddleware<ResponseCacheMiddleware>();
        app.UseAuthorization();
        app.UseResponseCompression();
        app.UseMiddleware<ServerConcurrencyMiddleware>();
        app.MapHealth();
        app.MapLeads();
        app.MapChangeFeed();
        app.MapCampaignList();
        app.MapCampaignMembers();
        app.MapDashboard();
        app.MapGraphQL();
        app.MapMcp();
        app.MapOpenApi();
        app.MapMetrics();
        return app;
    }

    private static void UseConfiguredCors(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<LeadGraphOptions>>().Value;
        IReadOnlyList<string> origins = options.Cors.Origins;
        if (origins.Count > 0)
        {
            app.UseCors(policy => policy.WithOrigins([.. origins]).AllowAnyHeader().WithMethods("GET", "HEAD", "POST")
                .WithExposedHeaders(
                    "Age", CachedResponse.CacheStatus, "ETag", "Last-Modified", GlobalExceptionHandler.TraceHeader,
                    TotalCountHeader.Name, "Link", "Content-Disposition", DemoHeader.Name));
        }
    }

    private static void AddDatabase(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSettings<ActivityOptions>(ActivityOptions.Section, options => options.Problems());
        services.AddSettings<DemoOptions>(DemoOptions.Section, options => options.Problems());
        var connection = DatabaseConnection.Parse(
            builder.Configuration.GetConnectionString("LeadGraph"),
            builder.Configuration[$"{DemoOptions.Section}:{nameof(DemoOptions.File)}"] ?? new DemoOptions().File);
        connection.RequirePool();
        services.AddSingleton(connection);
        services.AddSettings<TableOptions>(
            TableOptions.Section, options => options.Problems(connection.Provider));
        // The demo data have the names of the documentation.
        services.AddSingleton(provider => connection.IsDemo
            ? TableMapping.Default : TableMapping.Of(provider.GetRequiredService<IOptions<TableOptions>>().Value));
        services.AddSingleton<IActivityTableCheck, MaintainedTableCheck>();
        services.AddSingleton<LeadQueryWarmup>();
        services.AddSingleton<IQueryWarmup, InsightQueryWarmup>();
        services.AddSingleton<LeadDatabase>();
        services.AddSingleton(provider => ReadLimitsOf(
            connection, provider.GetRequiredService<IOptions<LimitOptions>>().Value));
        services.AddSingleton<ReadLimiters>();
        services.AddSingleton<LeadStore>();
        services.AddSingleton(provider => new DatabaseReader(
            provider.GetRequiredService<LeadDatabase>(),
            provider.GetRequiredService<ReadLimiters>(),
            provider.GetRequiredService<IOptions<LimitOptions>>().Value.ExecutionTimeout));
        services.AddScoped<ReaderScope>();
        if (connection.IsDemo)
        {
            services.AddHostedService<DemoEventWriter>();
        }

        services.AddHostedService<DatabaseWatch>();
        services.AddSingleton<TickMetrics>();
        services.AddHostedService<ActivityMaintainer>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database").AddCheck<DataHealthCheck>("data")
            .AddCheck<FeedHealthCheck>("feed").AddCheck<WebhookHealthCheck>("webhooks");
    }

    private static ReadLimits ReadLimitsOf(DatabaseConnection connection, LimitOptions limits) => ReadLimits.Within(
        connection.PoolSize, limits.ConcurrentReads, limits.ConcurrentReadsPerCaller, limits.Downloads,
        limits.DownloadsPerCaller);
}
