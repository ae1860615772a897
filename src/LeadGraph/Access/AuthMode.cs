namespace LeadGraph.Access;

/// <summary>How callers authenticate.</summary>
public enum AuthMode
{
    /// <summary>Not at all: everyone who can reach the service may read everything.</summary>
    None,

    /// <summary>With an API key, whose hash is configured.</summary>
    ApiKey,

    /// <summary>With a JSON Web Token from an identity provider.</summary>
    Jwt
}
