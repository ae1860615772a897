namespace LeadGraph.Configuration;

/// <summary>Finds what somebody probably meant by a misspelt name.</summary>
public static class NearestName
{
    /// <summary>
    /// The known name that takes the fewest insertions, deletions and substitutions of letters (Levenshtein distance),
    /// ignoring case; null if none takes fewer than half of the letters.
    /// </summary>
    /// <param name="name">The misspelt name.</param>
    /// <param name="known">The known names.</param>
    public static string? Of(string name, IEnumerable<string> known)
        => known.Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance * 2 < candidate.Name.Length)
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault().Name;

    private static int Distance(string from, string to)
    {
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] current = new int[to.Length + 1];
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                bool isEqual = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]);
                current[j] = Math.Min(
                    Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (isEqual ? 0 : 1));
            }

            previous = current;
        }

        return previous[to.Length];
    }
}
