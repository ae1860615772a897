using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Http;

/// <summary>A parameter that is <c>true</c> or <c>false</c>, which is also its default.</summary>
public static class BooleanParameter
{
    /// <summary>Parses the parameter.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="error">What it accepts, if the value is invalid.</param>
    public static bool TryParse(
        IQueryCollection query, string name, out bool value, [NotNullWhen(false)] out string? error)
    {
        StringValues given = query[name];
        value = given is ["true"];
        error = given.Count == 0 || value || given is ["false"] ? null : $"{name} accepts true or false.";
        return error is null;
    }
}
