using LeadGraph.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LeadGraph.Mcp;

/// <summary>Finds out whether the service listens on this machine only.</summary>
public sealed class ListenAddressCheck : IListenRule
{
    private volatile bool _isLocalOnly = true;

    /// <summary>Whether every address that the service listens on is one of this machine alone.</summary>
    public bool IsLocalOnly => _isLocalOnly;

    /// <inheritdoc/>
    public void Apply(ListenOptions listen)
    {
        if (!ListenAddresses.IsLocal(listen))
        {
            _isLocalOnly = false;
        }
    }
}
