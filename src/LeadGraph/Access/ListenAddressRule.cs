using System.Net;
using LeadGraph.Http;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>
/// As long as no <see cref="AuthMode"/> is chosen the service is for this machine alone: it listens on loopback, and
/// answers to loopback's names, so that a name that somebody else points here does not open it to others. A proxy on
/// this machine that asks by such a name does; who sets one up has to choose a mode.
/// </summary>
public sealed class ListenAddressRule(IOptions<AccessOptions> access)
    : IListenRule, IPostConfigureOptions<HostFilteringOptions>
{
    private bool IsForThisMachineAlone => access.Value.ChosenMode is null;

    /// <inheritdoc/>
    public void Apply(ListenOptions listen)
    {
        bool staysHere = listen.IPEndPoint is { } address
            ? IPAddress.IsLoopback(address.Address)
            : listen.SocketPath is not null || listen.PipeName is not null;
        if (IsForThisMachineAlone && !staysHere)
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
        if (IsForThisMachineAlone)
        {
            options.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"];
        }
    }
}
