using System.Text.Json.Serialization;
using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Campaigns;
using LeadGraph.Configuration;
using LeadGraph.Dashboard;
using LeadGraph.Data;
using LeadGraph.Demo;
using LeadGraph.GraphQL;
using LeadGraph.Http;
using LeadGraph.Leads;
using LeadGraph.Limits;
using LeadGraph.Maintained;
using LeadGraph.Operations;
using LeadGraph.Scoring;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LeadGraph;

/// <summary>The service's parts and how they are joined, for the program and for the tests alike.</summary>
public static class LeadGraphSetup
{
    // At their own levels ASP.NET Core and EF Core log addresses and SQL, and with them whom somebody searched for.
    // Of a start that failed the program tells, and of a database that is not ready the watch over it.
    private static readonly (string Setting, string Level)[] LogLevels =
    [
        ("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        ("Logging:LogLevel:LeadGraph.Access.CredentialAuthenticationHandler", "Warning"),
        ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Warning"),
        ("Logging:LogLevel:Npgsql", "Warning"),
        ("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "Critical"),
        ("Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks", "None")
    ];

    /// <summary>Adds everything that LeadGraph consists of.</summary>
    /// <param name="builder">The application to add it to; its configuration says which database is read.</param>
    /// <exception cref="OptionsValidationException">The connection string is none.</exception>
    public static WebApplicationBuilder AddLeadGraph(this WebApplicationBuilder builder)
    {
        foreach (var (setting, level) in LogLevels)
        {
            builder.Configuration[setting] ??= level;
        }

        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSettings<LeadGraphOptions>(LeadGraphOptions.Section, options => options.Problems());
        services.AddSettings<ScoringRules>(ScoringRules.Section, rules => rules.Problems());
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ScoringRules>>().Value);
        services.AddSettings<AccessOptions>(AccessOptions.Section, options => options.Problems());
        services.AddAccess();
        services.AddSettings<LimitOptions>(LimitOptions.Section, options => options.Problems());
        services.AddLimits();

        services.AddSettings<CacheOptions>(CacheOptions.Section, options => options.Problems());
        services.AddSingleton<ResponseCacheStore>();

        services.AddExceptionHandler<GlobalExceptionHandler>();
        services.AddOpenApi(options => options.DescribeLeadFields());
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddCors();
        // Off for HTTPS by default: a compressed answer that holds a secret beside text of an attacker's tells on it.
        services.AddResponseCompression(compression => compression.MimeTypes =
            [.. ResponseCompressionDefaults.MimeTypes, "application/graphql-response+json", "application/graphql", "text/csv"]);
        builder.AddTelemetry();
        builder.AddDatabase();
        builder.AddGraphQL();
        return builder;
    }

    /// <summary>Maps everything that LeadGraph answers.</summary>
    /// <param name="app">The application that <see cref="AddLeadGraph"/> prepared.</param>
    /// <exception cref="OptionsValidationException">A setting makes no sense; the message names it.</exception>
    public static WebApplication MapLeadGraph(this WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        ListenAddresses.Validate(app.Configuration[ListenAddresses.Setting]);
        app.UseSecurityHeaders();
        app.UseExceptionHandler(_ => { });
        app.UseWebSockets();
        app.UseMiddleware<CrossSiteGuard>();
        app.UseConfiguredCors();
        app.UseAuthentication();
        app.UseStreamExpiry();
        app.UseRateLimiter();
        app.UseMiddleware<CallerConcurrencyMiddleware>();
        // Answers are kept as they were compressed, and cost the service nothing when given again.
        app.UseMiddleware<ResponseCacheMiddleware>();
        app.UseAuthorization();
        app.UseResponseCompression();
        app.UseMiddleware<ServerConcurrencyMiddleware>();
        app.MapHealth();
        app.MapLeads();
        app.MapCampaignList();
        app.MapDashboard();
        app.MapGraphQL();
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
                .WithExposedHeaders("Age", CachedResponse.CacheStatus, "ETag", "Last-Modified", GlobalExceptionHandler.TraceHeader,
                    CampaignEndpoint.TotalCountHeader, "Content-Disposition"));
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
        services.AddSingleton(connection);
        services.AddSingleton<LeadDatabase>();
        services.AddSingleton(provider => new DatabaseReader(
            provider.GetRequiredService<LeadDatabase>(),
            provider.GetRequiredService<IOptions<LimitOptions>>().Value.ExecutionTimeout));
        services.AddScoped<ReaderScope>();
        if (connection.IsDemo)
        {
            services.AddHostedService<DemoEventWriter>();
        }

        services.AddHostedService<DatabaseWatch>();
        services.AddSingleton<TickMetrics>();
        services.AddHostedService<ActivityMaintainer>();
        services.AddHostedService<TickListener>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");
    }

    // Live asks nothing of anyone: a service whose database is down need not be restarted.
    private static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Write })
            .AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Write }).AllowAnonymous();

        // What is wrong concerns those who may read; a probe needs the status alone.
        static Task Write(HttpContext context, HealthReport report)
        {
            string status = report.Status.ToString().ToLowerInvariant();
            return context.User.MayRead()
                ? context.Response.WriteAsJsonAsync(new
                {
                    status,
                    problems = report.Entries.Values.Select(entry => entry.Description).Where(text => text is not null)
                })
                : context.Response.WriteAsJsonAsync(new { status });
        }
    }

    internal static void AddSettings<T>(
        this IServiceCollection services, string section, Func<T, IEnumerable<string>> problems)
        where T : class
    {
        services.AddOptions<T>().ValidateOnStart()
            .Configure<IConfiguration>((options, configuration) => Read(configuration, section, options));
        services.AddSingleton<IValidateOptions<T>>(new Validation<T>(problems));
    }

    internal static T ReadSettings<T>(this IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        Read(configuration, section, options);
        return options;
    }

    private static void Read<T>(IConfiguration configuration, string section, T options)
        where T : class
    {
        IConfigurationSection settings = configuration.GetSection(section);
        string[] unknown = [.. UnknownSettings.Of(
            settings, typeof(T), holdsSections: section == LeadGraphOptions.Section)];
        if (unknown.Length > 0)
        {
            throw new OptionsValidationException(section, typeof(T), unknown);
        }

        try
        {
            settings.Bind(options);
        }
        catch (InvalidOperationException unreadable)
        {
            // Such as a word for a number; the message names the setting.
            throw new OptionsValidationException(section, typeof(T), [unreadable.Message]);
        }
    }

    private sealed class Validation<T>(Func<T, IEnumerable<string>> problems) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
            => problems(options).ToList() is { Count: > 0 } found
                ? ValidateOptionsResult.Fail(found)
                : ValidateOptionsResult.Success;
    }
}
