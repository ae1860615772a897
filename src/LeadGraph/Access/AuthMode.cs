namespace LeadGraph.Access;

/// <summary>How callers prove who they are.</summary>
public enum AuthMode
{
    /// <summary>Without credentials: every caller may read everything.</summary>
    None,

    /// <summary>By a key whose hash is configured.</summary>
    ApiKey,

    /// <summary>By a JSON Web Token that an identity provider signed.</summary>
    Jwt
}
