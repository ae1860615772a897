using System.Diagnostics.CodeAnalysis;

namespace LeadGraph.Leads;

/// <summary>Finds what a parameter of REST chooses by names, separated by commas.</summary>
internal static class NamedChoice
{
    /// <summary>Finds each name.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="names">The names that it has.</param>
    /// <param name="all">What can be chosen.</param>
    /// <param name="nameOf">The name of what can be chosen.</param>
    /// <param name="chosen">What is chosen, in the order of the names.</param>
    /// <param name="error">What the parameter accepts, if a name is unknown or comes twice.</param>
    public static bool TryFind<T>(
        string parameter, string[] names, IReadOnlyList<T> all, Func<T, string> nameOf, out T[] chosen,
        [NotNullWhen(false)] out string? error)
    {
        chosen = [.. names.SelectMany(name => all.Where(one => nameOf(one) == name))];
        bool isValid = chosen.Length == names.Length && chosen.Distinct().Count() == names.Length;
        error = isValid
            ? null : $"{parameter} accepts {string.Join(", ", all.Select(nameOf))}, separated by commas, each once.";
        return isValid;
    }
}
