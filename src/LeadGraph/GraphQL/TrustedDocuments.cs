using Microsoft.Extensions.Options;

namespace LeadGraph.GraphQL;

/// <summary>
/// Operations that are stored on the server (trusted documents). Clients send the id of a document.
/// </summary>
/// <param name="Folder">The folder with the files <c>id.graphql</c>.</param>
/// <param name="Only">Whether all other operations are rejected.</param>
public sealed record TrustedDocuments(string Folder, bool Only)
{
    /// <summary>The setting: the folder is its value or <c>:Folder</c>; <c>:Only</c> is true or false.</summary>
    public const string Setting = $"{GraphQLOptions.Section}:TrustedDocuments";

    /// <summary>Reads the setting. Null if there are no trusted documents.</summary>
    /// <param name="configuration">The configuration of the service.</param>
    /// <exception cref="OptionsValidationException">
    /// The folder does not exist, or <c>:Only</c> is neither true nor false.
    /// </exception>
    public static TrustedDocuments? Read(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Setting);
        string? folder = section.Value ?? section[nameof(Folder)];
        bool only = false;
        string? problem = section[nameof(Only)] is { } text && !bool.TryParse(text, out only)
            ? $"{Setting}:{nameof(Only)} is \"{text}\"; it must be true or false."
            : folder is null && only ? $"{Setting}:{nameof(Only)} is set, but {Setting} names no folder."
            : folder is not null && !Directory.Exists(folder) ? $"{Setting} is \"{folder}\"; there is no such folder."
            : null;
        return problem is not null
            ? throw new OptionsValidationException(Setting, typeof(TrustedDocuments), [problem])
            : folder is null ? null : new TrustedDocuments(folder, only);
    }
}
