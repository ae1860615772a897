using System.Text.RegularExpressions;

namespace LeadGraph.Access;

/// <summary>
/// The command <c>auth new-key</c>. Settings go to standard output, to be appended to an environment file; the key
/// goes to standard error, to be seen once and kept nowhere by the service.
/// </summary>
public static partial class AuthCommand
{
    private const string Usage =
        "auth new-key --name <caller> --scopes read|read,personal [--expires 2027-01-31]";

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>auth</c>.</param>
    /// <param name="settings">Where the settings are printed.</param>
    /// <param name="console">Where the key is printed, and what is wrong.</param>
    /// <returns>The exit code: 0, or 1 when the arguments make no sense.</returns>
    public static int Run(string[] arguments, TextWriter settings, TextWriter console)
    {
        string? name = null, scopes = null, expires = null;
        string? problem = arguments is ["new-key", ..] && arguments.Length % 2 == 1 ? null : $"Usage: {Usage}";
        for (int i = 1; problem is null && i < arguments.Length; i += 2)
        {
            switch (arguments[i])
            {
                case "--name":
                    name = arguments[i + 1];
                    break;
                case "--scopes":
                    scopes = string.Join(',', Scopes.Split(arguments[i + 1]));
                    break;
                case "--expires":
                    expires = arguments[i + 1];
                    break;
                default:
                    problem = $"There is no option {arguments[i]}. Usage: {Usage}";
                    break;
            }
        }

        string key = ApiKey.New();
        problem ??= Problem(name, scopes, expires);
        if (problem is not null)
        {
            console.WriteLine(problem);
            return 1;
        }

        string prefix = $"{AccessOptions.Section}:{nameof(AccessOptions.ApiKeys)}:{name}:".Replace(":", "__");
        settings.WriteLine($"{prefix}{nameof(ApiKeyOptions.Hash)}={ApiKey.HashOf(key)}");
        settings.WriteLine($"{prefix}{nameof(ApiKeyOptions.Scopes)}={scopes}");
        if (ApiKeyOptions.ParseTime(expires) is { } time)
        {
            settings.WriteLine($"{prefix}{nameof(ApiKeyOptions.Expires)}={time:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }

        settings.Flush();
        console.WriteLine($"The key of {name}, shown this once:");
        console.WriteLine(key);
        return 0;
    }

    private static string? Problem(string? name, string? scopes, string? expires)
    {
        if (name is null || !Name().IsMatch(name))
        {
            return "--name accepts up to 40 letters and digits, with single underscores between them.";
        }

        var key = new ApiKeyOptions { Hash = ApiKey.HashOf(""), Scopes = scopes };
        return key.Problems("").Any() ? "--scopes accepts read, or read,personal."
            : expires is not null && ApiKeyOptions.ParseTime(expires) is null
                ? "--expires accepts a date or time such as 2027-01-31 or 2027-01-31T00:00:00Z, UTC."
            : null;
    }

    // A name becomes part of a variable's name, where two underscores separate.
    [GeneratedRegex(@"\A(?=.{1,40}\z)[A-Za-z0-9]+(_[A-Za-z0-9]+)*\z")]
    private static partial Regex Name();
}
