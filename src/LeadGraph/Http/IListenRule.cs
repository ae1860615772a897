using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadGraph.Http;

/// <summary>A rule for every address that the service listens on.</summary>
public interface IListenRule
{
    /// <summary>Checks the address, or adds middleware to its connections.</summary>
    /// <param name="listen">The address.</param>
    /// <exception cref="OptionsValidationException">The service may not listen there; the start fails.</exception>
    void Apply(ListenOptions listen);
}

/// <summary>Has Kestrel, which takes one action for all addresses, apply every <see cref="IListenRule"/>.</summary>
/// <param name="rules">The rules, in the order in which they were added.</param>
public sealed class ListenRules(IEnumerable<IListenRule> rules) : IConfigureOptions<KestrelServerOptions>
{
    /// <inheritdoc/>
    public void Configure(KestrelServerOptions options) => options.ConfigureEndpointDefaults(listen =>
    {
        foreach (IListenRule rule in rules)
        {
            rule.Apply(listen);
        }
    });
}
