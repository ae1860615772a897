namespace LeadGraph.Access;

/// <summary>The authentication scheme Bearer, RFC 6750.</summary>
public static class BearerScheme
{
    private const string Prefix = "Bearer ";

    /// <summary>The credential in a value of the <c>Authorization</c> header.</summary>
    /// <param name="authorization">The value.</param>
    /// <returns>The credential, or null if the value has another scheme or none.</returns>
    public static string? CredentialIn(string authorization)
        => authorization.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? authorization[Prefix.Length..].Trim() : null;
}
