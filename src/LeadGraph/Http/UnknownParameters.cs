using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using LeadGraph.Configuration;

namespace LeadGraph.Http;

/// <summary>
/// Tells of parameters that an address does not have: the caller, if it sends <c>strict=true</c>, else the log, because
/// callers of long standing may send what has never had a meaning.
/// </summary>
/// <param name="logger">The log.</param>
public sealed partial class UnknownParameters(ILogger<UnknownParameters> logger)
{
    /// <summary>The parameter that has unknown ones refused.</summary>
    public const string Strict = "strict";

    // Callers choose the names, and the log has each once.
    private const int MostLogged = 100;

    // Longer than any parameter; what is compared with their names is cut to it.
    private const int LongestName = 40;

    private readonly HashSet<string> _logged = [];

    /// <summary>Checks the parameters of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The parameters of its address, in the letters of the documentation.</param>
    /// <param name="error">What is wrong, if it is refused.</param>
    public bool TryAccept(HttpRequest request, IReadOnlyList<string> known, [NotNullWhen(false)] out string? error)
    {
        if (!BooleanParameter.TryParse(request.Query, Strict, out bool isStrict, out error))
        {
            return false;
        }

        foreach (string name in request.Query.Keys)
        {
            if (name.Equals(Strict, StringComparison.OrdinalIgnoreCase)
                || known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            string shown = name.Length <= LongestName ? name : name[..LongestName];
            string hint = NearestName.Of(shown, known) is { } nearest ? $" Did you mean {nearest}?" : "";
            if (isStrict)
            {
                error = $"There is no parameter {shown}.{hint} This address accepts {string.Join(", ", known)} and "
                    + $"{Strict}.";
                return false;
            }

            // A name that is none may be a piece of somebody's data.
            Log(request.Path.Value!, Name().IsMatch(shown) ? shown : "(not a name)", hint);
        }

        return true;
    }

    private void Log(string path, string name, string hint)
    {
        lock (_logged)
        {
            if (_logged.Count == MostLogged || !_logged.Add($"{path} {name}"))
            {
                return;
            }
        }

        LogUnknown(path, name, hint);
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*\z")]
    private static partial Regex Name();

    [LoggerMessage(EventId = 1004, Level = LogLevel.Information,
        Message = "A request for {Path} has a parameter {Name}, which is ignored.{Hint}")]
    private partial void LogUnknown(string path, string name, string hint);
}

/// <summary>Adds the check of parameters to endpoints.</summary>
public static class UnknownParametersSetup
{
    /// <summary>Has a request checked for parameters that the endpoint does not have.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="known">Its parameters.</param>
    public static RouteHandlerBuilder WithParameters(this RouteHandlerBuilder endpoint, params string[] known)
        => endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            HttpContext context = invocation.HttpContext;
            return context.RequestServices.GetRequiredService<UnknownParameters>()
                .TryAccept(context.Request, known, out string? error)
                ? await next(invocation)
                : TypedResults.BadRequest(new ErrorBody(error));
        });
}
