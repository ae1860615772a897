using Microsoft.Extensions.Options;

namespace LeadGraph.GraphQL;

/// <summary>
/// The operations that the operator has stored on the server, by the identifier that names their file.
/// </summary>
/// <param name="Folder">The folder of their files, <c>identifier.graphql</c>.</param>
/// <param name="Only">Whether no other operation is executed.</param>
public sealed record TrustedDocuments(string Folder, bool Only)
{
    /// <summary>
    /// The setting: the folder as its value or as <c>:Folder</c>, and <c>:Only</c>.
    /// </summary>
    public const string Setting = $"{GraphQLOptions.Section}:TrustedDocuments";

    /// <summary>What is configured, or null where clients store their operations by themselves.</summary>
    /// <param name="configuration">The configuration of the service.</param>
    /// <exception cref="OptionsValidationException">
    /// There is no such folder, or a word where true or false is due.
    /// </exception>
    public static TrustedDocuments? Read(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Setting);
        string? folder = section.Value ?? section[nameof(Folder)];
        bool only = false;
        string? problem = section[nameof(Only)] is { } word && !bool.TryParse(word, out only)
            ? $"{Setting}:{nameof(Only)} is \"{word}\"; it must be true or false."
            : folder is null && only ? $"{Setting}:{nameof(Only)} is set, but {Setting} names no folder."
            : folder is not null && !Directory.Exists(folder) ? $"{Setting} is \"{folder}\"; there is no such folder."
            : null;
        return problem is not null
            ? throw new OptionsValidationException(Setting, typeof(TrustedDocuments), [problem])
            : folder is null ? null : new TrustedDocuments(folder, only);
    }
}
