using System.CommandLine;
using System.Text.RegularExpressions;
using LeadGraph.Configuration;

namespace LeadGraph.Access;

/// <summary>
/// The command <c>auth</c>: makes, lists and revokes API keys. <c>new-key</c> writes the settings to a file or to
/// standard output, and the key to standard error. The service does not store the key.
/// </summary>
public static partial class AuthCommand
{
    private const string FileSetting = $"{AccessOptions.Section}:{nameof(AccessOptions.ApiKeysFile)}";

    /// <summary>Creates the command.</summary>
    /// <param name="readSettings">Reads the settings of the service.</param>
    public static Command Create(Func<SettingsArguments, IConfiguration> readSettings)
        => new("auth", "Manages the keys of callers.") { NewKey(), List(readSettings), Revoke(readSettings) };

    private static Command NewKey()
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
        Option<string?> file = new("--file")
        {
            Description = "The file to add the settings to; a new one is readable by its owner alone. "
                + "Standard output unless given."
        };
        Command newKey = new(
            "new-key", "Makes a key. Settings go to a file or standard output, the key to standard error.")
        {
            name, scopes, expires, file
        };
        newKey.SetAction(result => Guarded(() => WriteNewKey(
            result.GetValue(name)!, result.GetValue(scopes)!, result.GetValue(expires), result.GetValue(file),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error)));
        return newKey;
    }

    private static Command List(Func<SettingsArguments, IConfiguration> readSettings)
    {
        Option<string?> file = FileOption();
        Command list = new("list", "Lists the keys: those of the settings and those of the file of keys.") { file };
        list.WithSettings((settings, result, _) =>
        {
            Guarded(() =>
            {
                AccessOptions options = Options(readSettings(settings), result.GetValue(file));
                WriteList(options, result.InvocationConfiguration.Output);
            });
            return Task.FromResult(0);
        });
        return list;
    }

    private static Command Revoke(Func<SettingsArguments, IConfiguration> readSettings)
    {
        Argument<string> name = new("name") { Description = "The name of the key." };
        Option<string?> file = FileOption();
        Command revoke = new(
            "revoke",
            "Removes a key from the file of keys. A running service that has the file refuses it within seconds.")
        {
            name, file
        };
        revoke.WithSettings((settings, result, _) =>
        {
            Guarded(() => RevokeKey(
                result.GetValue(name)!, Options(readSettings(settings), result.GetValue(file)),
                result.InvocationConfiguration.Output));
            return Task.FromResult(0);
        });
        return revoke;
    }

    private static Option<string?> FileOption()
        => new("--file") { Description = $"The file of keys; the one that {FileSetting} names unless given." };

    private static void WriteNewKey(
        string name, string scopes, string? expires, string? file, TextWriter output, TextWriter console)
    {
        string key = ApiKey.New();
        var settings = new ApiKeyOptions
        {
            Hash = ApiKey.HashOf(key),
            Scopes = string.Join(',', Scopes.Split(scopes)),
            Expires = ApiKeyOptions.ParseTime(expires) is { } time ? $"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}" : null
        };
        if (file is not null)
        {
            ApiKeyFile.Add(file, name, settings);
        }
        else
        {
            output.Write(ApiKeyFile.Format(name, settings));
            output.Flush();
        }

        console.WriteLine($"The key of {name}, shown this once:");
        console.WriteLine(key);
    }

    private static void WriteList(AccessOptions options, TextWriter output)
    {
        (string Name, ApiKeyOptions Key, string Place)[] keys =
        [
            .. options.ApiKeys.Select(key => (key.Key, key.Value, "settings")),
            .. options.KeysFile is { } file ? ApiKeyFile.Read(file).Select(key => (key.Key, key.Value, file)) : []
        ];
        if (keys.Length == 0)
        {
            output.WriteLine("There are no keys.");
            return;
        }

        DateTimeOffset now = DateTimeOffset.UtcNow;
        string[][] rows =
        [
            ["name", "scopes", "expires", "kept in"],
            .. keys.Select(key => (string[])
            [
                key.Name, string.Join(',', Scopes.Split(key.Key.Scopes)),
                key.Key.ExpiryTime is not { } time ? "never"
                    : $"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}{(time <= now ? ", is over" : "")}",
                key.Place
            ])
        ];
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join(
                "  ", row.Select((cell, column) => column < widths.Length ? cell.PadRight(widths[column]) : cell)));
        }
    }

    private static void RevokeKey(string name, AccessOptions options, TextWriter output)
    {
        string setting = $"{AccessOptions.Section}:{nameof(AccessOptions.ApiKeys)}:{name}";
        if (options.KeysFile is not { } file)
        {
            throw new CommandException(options.ApiKeys.ContainsKey(name)
                ? $"The key {name} is in the settings; remove {setting} there and restart the service."
                : $"{FileSetting} is not set, and --file names no file of keys.");
        }

        if (options.ApiKeys.ContainsKey(name) && !ApiKeyFile.Read(file).ContainsKey(name))
        {
            throw new CommandException(
                $"The key {name} is in the settings and not in {file}; remove {setting} there and restart the "
                    + "service.");
        }

        ApiKeyFile.Remove(file, name);
        output.WriteLine($"The key {name} was removed from {file}.");
    }

    private static AccessOptions Options(IConfiguration configuration, string? file)
    {
        var options = configuration.ReadSettings<AccessOptions>(AccessOptions.Section);
        options.ApiKeysFile = file ?? options.ApiKeysFile;
        return options;
    }

    private static void Guarded(Action run)
    {
        try
        {
            run();
        }
        catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(failure.Message);
        }
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
