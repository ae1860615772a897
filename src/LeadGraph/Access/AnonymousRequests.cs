namespace LeadGraph.Access;

/// <summary>
/// Marks an endpoint that serves some requests without a credential; it is under
/// <see cref="AccessSetup.ReadOrAnonymousPolicy"/>.
/// </summary>
/// <param name="Accepts">Whether a request needs no credential.</param>
public sealed record AnonymousRequests(Func<HttpContext, bool> Accepts);
