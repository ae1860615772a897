namespace HotChocolate.Validation;

/// <summary>Finds the names that a misspelled one may have meant.</summary>
internal static class SpellingSuggestions
{
    private const int MaxLength = 60;
    private const int MaxSuggestions = 3;

    /// <summary>A sentence with the nearest names, with a leading space, or nothing.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxLength)
        {
            return "";
        }

        int threshold = Math.Max(1, name.Length / 3);
        string[] near =
        [
            .. known
                .Select(candidate => (candidate, distance: Distance(name, candidate, threshold)))
                .Where(item => item.distance <= threshold)
                .OrderBy(item => item.distance).ThenBy(item => item.candidate, StringComparer.Ordinal)
                .Take(MaxSuggestions)
                .Select(item => $"`{item.candidate}`"),
        ];
        return near.Length == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>
    /// How many letters have to be inserted, removed or changed, upper and lower case being the same (Levenshtein
    /// distance, computed row by row); more than the threshold where the lengths already differ by more.
    /// </summary>
    private static int Distance(string from, string to, int threshold)
    {
        if (Math.Abs(from.Length - to.Length) > threshold)
        {
            return int.MaxValue;
        }

        Span<int> row = stackalloc int[to.Length + 1];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = i;
        }

        for (int i = 0; i < from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < to.Length; j++)
            {
                bool isSame = char.ToLowerInvariant(from[i]) == char.ToLowerInvariant(to[j]);
                int replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
