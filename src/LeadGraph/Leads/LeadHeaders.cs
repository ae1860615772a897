using LeadGraph.Access;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Leads;

/// <summary>The headers of REST responses that contain leads.</summary>
public static class LeadHeaders
{
    /// <summary>Sets the headers for caching by clients.</summary>
    /// <param name="response">The response.</param>
    /// <param name="asOf">The time that the leads reflect, UTC.</param>
    public static void SetLeadHeaders(this HttpResponse response, DateTime asOf)
    {
        // Leads contain personal data: only the caller may store them, and must revalidate them before use.
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Append(
            HeaderNames.Vary, $"{HeaderNames.Authorization}, {CredentialAuthenticationHandler.KeyHeader}");
        response.Headers.LastModified = HeaderUtilities.FormatDate(asOf);
    }
}
