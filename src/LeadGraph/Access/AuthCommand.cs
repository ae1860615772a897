using System.CommandLine;
using System.Text.RegularExpressions;

namespace LeadGraph.Access;

/// <summary>
/// The command <c>auth new-key</c>. It writes the settings to standard output, so that they can be appended to an
/// environment file, and the key to standard error. The service does not store the key.
/// </summary>
public static partial class AuthCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string> name = Text(
            "--name", "The caller's name.", "up to 40 letters and digits, with single underscores between them",
            Name().IsMatch);
        Option<string> scopes = Text(
            "--scopes", "What the caller may do.", ApiKeyOptions.AcceptedScopes,
            text => !new ApiKeyOptions { Hash = ApiKey.HashOf(""), Scopes = text }.Problems("").Any());
        Option<string> expires = Text(
            "--expires", "When the key ends; never unless given.",
            "a date or time such as 2027-01-31 or 2027-01-31T00:00:00Z, UTC",
            text => ApiKeyOptions.ParseTime(text) is not null);
        expires.Required = false;
        Command newKey = new("new-key", "Makes a key. Settings go to standard output, the key to standard error.")
        {
            name, scopes, expires
        };
        newKey.SetAction(result => WriteNewKey(
            result.GetValue(name)!, result.GetValue(scopes)!, result.GetValue(expires),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return new Command("auth", "Manages the keys of callers.") { newKey };
    }

    private static void WriteNewKey(
        string name, string scopes, string? expires, TextWriter settings, TextWriter console)
    {
        string key = ApiKey.New();
        string prefix = $"{AccessOptions.Section}:{nameof(AccessOptions.ApiKeys)}:{name}:".Replace(":", "__");
        settings.WriteLine($"{prefix}{nameof(ApiKeyOptions.Hash)}={ApiKey.HashOf(key)}");
        settings.WriteLine($"{prefix}{nameof(ApiKeyOptions.Scopes)}={string.Join(',', Scopes.Split(scopes))}");
        if (ApiKeyOptions.ParseTime(expires) is { } time)
        {
            settings.WriteLine($"{prefix}{nameof(ApiKeyOptions.Expires)}={time:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }

        settings.Flush();
        console.WriteLine($"The key of {name}, shown this once:");
        console.WriteLine(key);
    }

    private static Option<string> Text(string name, string description, string accepted, Predicate<string> accepts)
    {
        Option<string> option = new(name) { Description = $"{description} It accepts {accepted}.", Required = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !accepts(word.Value))
            {
                result.AddError($"{name} accepts {accepted}.");
            }
        });
        return option;
    }

    // The name becomes part of an environment variable, in which two underscores are the separator.
    [GeneratedRegex(@"\A(?=.{1,40}\z)[A-Za-z0-9]+(_[A-Za-z0-9]+)*\z")]
    private static partial Regex Name();
}
