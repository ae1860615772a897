namespace LeadGraph.Access;

/// <summary>How callers prove who they are.</summary>
public enum AuthMode
{
    /// <summary>Not at all: whoever reaches the service may read everything.</summary>
    None,

    /// <summary>By a key that the service's configuration holds the hash of.</summary>
    ApiKey,

    /// <summary>By a JSON Web Token that an identity provider signed.</summary>
    Jwt
}
