using LeadGraph.Http;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>
/// While no <see cref="AuthMode"/> is set, the service listens on loopback only and checks the <c>Host</c> header
/// against DNS rebinding. A local proxy still exposes the service, so set a mode first.
/// </summary>
public sealed class ListenAddressRule(IOptions<AccessOptions> access)
    : IListenRule, IPostConfigureOptions<HostFilteringOptions>
{
    private bool IsLocalOnly => access.Value.ChosenMode is null;

    /// <inheritdoc/>
    public void Apply(ListenOptions listen)
    {
        if (IsLocalOnly && !ListenAddresses.IsLocal(listen))
        {
            throw new OptionsValidationException(AccessOptions.Section, typeof(AccessOptions),
                [$"{AccessOptions.Section}:{nameof(AccessOptions.Mode)} is not set. Without it everyone who reaches "
                    + $"the service may read personal data, so it listens on loopback only, and not on {listen}. Set "
                    + "it to ApiKey (\"auth new-key\" makes a key) or Jwt; or to None to be open to everyone; or "
                    + "listen on http://localhost:5000 (ASPNETCORE_URLS, --urls)."]);
        }
    }

    /// <inheritdoc/>
    public void PostConfigure(string? name, HostFilteringOptions options)
    {
        if (IsLocalOnly)
        {
            options.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"];
        }
    }
}
