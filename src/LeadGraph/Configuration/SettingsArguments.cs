using System.CommandLine;

namespace LeadGraph.Configuration;

/// <summary>
/// Settings on the command line, as ASP.NET Core has them: <c>--Name value</c>, <c>--Name=value</c>,
/// <c>/Name value</c>, <c>/Name=value</c> or <c>Name=value</c>.
/// </summary>
public sealed class SettingsArguments
{
    private const string ContentRoot = "contentRoot";

    /// <summary>
    /// Has the settings files read once, at the start. Half of the settings would follow a change at once and half not;
    /// and where a machine has no place left for one more watcher of files, the start would fail.
    /// </summary>
    private const string ReadFilesOnce = "--hostBuilder:reloadConfigOnChange=false";

    private readonly List<(string Name, string Value)> _settings = [];

    /// <summary>Reads settings.</summary>
    /// <param name="words">The words of the command line that belong to no command.</param>
    /// <exception cref="CommandException">One of them is not a setting.</exception>
    public SettingsArguments(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            string name = word.StartsWith("--", StringComparison.Ordinal) ? word[2..]
                : word.StartsWith('/') ? word[1..] : word;
            int sign = name.IndexOf('=', StringComparison.Ordinal);
            if (sign > 0 && !name.StartsWith('-'))
            {
                _settings.Add((name[..sign], name[(sign + 1)..]));
            }
            else if (name != word && name.Length > 0 && sign < 0 && i + 1 < words.Count)
            {
                _settings.Add((name, words[++i]));
            }
            else
            {
                throw new CommandException(name != word && name.Length > 0 && sign < 0
                    ? $"{word} has no value. Run it with --help."
                    : $"{word} is not a command or a setting. Run it with --help.");
            }
        }
    }

    /// <summary>
    /// An application with these settings and those of the settings files. The files are the program's, wherever it is
    /// called, or those in the folder that the setting <c>contentRoot</c> names.
    /// </summary>
    /// <exception cref="CommandException">There is no such folder.</exception>
    public WebApplicationBuilder CreateBuilder()
    {
        string? folder = _settings.LastOrDefault(IsContentRoot).Value;
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new CommandException($"{ContentRoot} is {folder}, which does not exist.");
        }

        return WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [ReadFilesOnce, .. _settings.Where(setting => !IsContentRoot(setting))
                .Select(setting => $"--{setting.Name}={setting.Value}")],
            ContentRootPath = folder is null ? AppContext.BaseDirectory : Path.GetFullPath(folder)
        });
    }

    private static bool IsContentRoot((string Name, string Value) setting)
        => setting.Name.Equals(ContentRoot, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Commands that take settings.</summary>
public static class SettingsCommands
{
    /// <summary>Has a command take settings beside its own options, and run.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">Runs it with the settings, and tells the exit code.</param>
    public static void WithSettings(
        this Command command, Func<SettingsArguments, ParseResult, CancellationToken, Task<int>> run)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.Description += " Settings may follow: --Name value, or Name=value.";
        command.SetAction((result, cancel) => run(new SettingsArguments(result.UnmatchedTokens), result, cancel));
    }
}
