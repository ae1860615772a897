using System.Security.Claims;

namespace LeadGraph.Access;

/// <summary>The scopes of callers. A caller has one claim of type <see cref="Claim"/> for each scope.</summary>
public static class Scopes
{
    /// <summary>The type of the claims.</summary>
    public const string Claim = "scope";

    /// <summary>Read access to leads without personal data.</summary>
    public const string Read = "read";

    /// <summary>Read access to personal data: names, username, email, Telegram link, event details.</summary>
    public const string Personal = "personal";

    /// <summary>The right to create, close and delete campaigns.</summary>
    public const string Campaigns = "campaigns";

    /// <summary>Read access to the metrics of the service.</summary>
    public const string Metrics = "metrics";

    /// <summary>All scopes.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Personal, Campaigns, Metrics];

    /// <summary>Splits a list of scopes that is separated by commas or spaces.</summary>
    /// <param name="list">The list.</param>
    public static string[] Split(string? list)
        => (list ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether the caller may read.</summary>
    /// <param name="caller">The caller.</param>
    public static bool MayRead(this ClaimsPrincipal caller) => caller.HasClaim(Claim, Read);

    /// <summary>Whether the caller may create, close and delete campaigns.</summary>
    /// <param name="caller">The caller.</param>
    public static bool MayRunCampaigns(this ClaimsPrincipal caller)
        => caller.MayRead() && caller.HasClaim(Claim, Campaigns);

    /// <summary>Whether the caller may read personal data.</summary>
    /// <param name="caller">The caller.</param>
    public static bool MayReadPersonalData(this ClaimsPrincipal caller)
        => caller.MayRead() && caller.HasClaim(Claim, Personal);
}
