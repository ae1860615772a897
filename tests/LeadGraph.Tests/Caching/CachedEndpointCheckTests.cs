using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Tests.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Caching;

/// <summary>Cached responses go to all who may read, so an endpoint that asks for more must not have any.</summary>
public class CachedEndpointCheckTests
{
    private static readonly AuthorizationPolicy Personal = new AuthorizationPolicyBuilder()
        .RequireClaim(Scopes.Claim, Scopes.Personal).Build();

    private static readonly Dictionary<string, Action<RouteHandlerBuilder>> Protections = new()
    {
        ["a policy"] = endpoint => endpoint.RequireAuthorization(Personal),
        ["a policy's name"] = endpoint => endpoint.RequireAuthorization("personal"),
        ["a policy beside that for reading"] = endpoint => endpoint
            .RequireAuthorization(AccessSetup.ReadOrAnonymousPolicy).RequireAuthorization("personal"),
        ["a role"] = endpoint => endpoint.RequireAuthorization(new AuthorizeAttribute { Roles = "admin" }),
        ["any name"] = endpoint => endpoint.RequireAuthorization(),
        ["a requirement"] = endpoint => endpoint.WithMetadata(new RequiresName()),
        ["nothing of its own"] = _ => { },
        ["reading"] = endpoint => endpoint.RequireAuthorization(AccessSetup.ReadOrAnonymousPolicy),
        ["nothing at all"] = endpoint => endpoint.AllowAnonymous()
    };

    [Theory]
    [InlineData("a policy")]
    [InlineData("a policy's name")]
    [InlineData("a policy beside that for reading")]
    [InlineData("a role")]
    [InlineData("any name")]
    [InlineData("a requirement")]
    public async Task Start_WithACachedEndpointThatAsksForMoreThanReading_IsRefused(string protection)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(protection, isCached: true));

        Assert.Contains("/extra", refusal.Message);
        Assert.Contains("asks more of its callers than the scope read", refusal.Message);

        // The same endpoint may stand beside the others as long as its responses are not cached.
        await StartAsync(protection, isCached: false);
    }

    [Theory]
    [InlineData("nothing of its own")]
    [InlineData("reading")]
    [InlineData("nothing at all")]
    public Task Start_WithACachedEndpointThatAsksForNoMore_Succeeds(string protection)
        => StartAsync(protection, isCached: true);

    private static async Task StartAsync(string protection, bool isCached)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:LeadGraph", AuthenticatedHost.Database)]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddLeadGraph();
        builder.Services.AddAuthorizationBuilder().AddPolicy("personal", Personal);
        await using WebApplication app = builder.Build().MapLeadGraph();
        RouteHandlerBuilder endpoint = app.MapGet("/extra", () => Results.Ok());
        if (isCached)
        {
            endpoint.WithMetadata(new CacheableResponse());
        }

        Protections[protection](endpoint);
        await app.StartAsync();
        await app.StopAsync();
    }

    private sealed class RequiresName : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new NameAuthorizationRequirement("ann")];
    }
}
