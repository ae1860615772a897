using System.Text;

namespace LeadGraph.Data.Sqlite;

/// <summary>
/// Normalization form KC of Unicode: one sequence of characters for texts that look the same, whether accents are
/// characters of their own or not, without the forms that exist for layout alone.
/// </summary>
/// <remarks>
/// Unicode Standard Annex #15, https://www.unicode.org/reports/tr15/. <see cref="string.Normalize()"/> does nothing
/// where .NET runs without ICU, as it does here.
/// </remarks>
public static class CompatibilityNormalization
{
    // Section 3.12 of the Unicode Standard: Hangul syllables are composed by a formula.
    private const int FirstSyllable = 0xAC00, FirstL = 0x1100, FirstV = 0x1161, BeforeFirstT = 0x11A7;
    private const int CountL = 19, CountV = 21, CountT = 28, Syllables = CountL * CountV * CountT;

    private static readonly Lazy<NormalizationData> Data = new(NormalizationData.Read);

    /// <summary>Normalizes a text. Lone surrogates stay as they are.</summary>
    /// <param name="text">The text.</param>
    public static string Normalize(string text)
    {
        // Below U+00A0 no character has another form, and none is combined with the one before it.
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u009F') < 0)
        {
            return text;
        }

        var points = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(text, i);
            Decompose(isPair ? char.ConvertToUtf32(text, i) : text[i], points);
            i += isPair ? 1 : 0;
        }

        Reorder(points);
        Compose(points);
        var normalized = new StringBuilder(points.Count);
        foreach (int point in points)
        {
            _ = point < 0x10000 ? normalized.Append((char)point) : normalized.Append(char.ConvertFromUtf32(point));
        }

        return normalized.ToString();
    }

    private static void Decompose(int point, List<int> points)
    {
        int syllable = point - FirstSyllable;
        if (syllable is >= 0 and < Syllables)
        {
            points.Add(FirstL + (syllable / (CountV * CountT)));
            points.Add(FirstV + (syllable % (CountV * CountT) / CountT));
            if (syllable % CountT != 0)
            {
                points.Add(BeforeFirstT + (syllable % CountT));
            }
        }
        else if (Data.Value.Decompositions.TryGetValue(point, out int[]? parts))
        {
            foreach (int part in parts)
            {
                Decompose(part, points);
            }
        }
        else
        {
            points.Add(point);
        }
    }

    // Combining marks sort by their class, and those of one class stay in order: section 3.11, D109.
    private static void Reorder(List<int> points)
    {
        for (int i = 1; i < points.Count; i++)
        {
            int point = points[i], own = Class(point), to = i;
            while (own > 0 && to > 0 && Class(points[to - 1]) > own)
            {
                points[to] = points[--to];
            }

            points[to] = point;
        }
    }

    // A mark joins the last starter unless one between them blocks it: section 3.11, D115 to D117.
    private static void Compose(List<int> points)
    {
        int starter = -1, end = 0, lastClass = 0;
        foreach (int point in points.ToArray())
        {
            int own = Class(point);
            bool isBlocked = starter < 0 || (starter < end - 1 && lastClass >= own);
            if (!isBlocked && Pair(points[starter], point) is { } composite)
            {
                points[starter] = composite;
                continue;
            }

            if (own == 0)
            {
                starter = end;
            }

            lastClass = own;
            points[end++] = point;
        }

        points.RemoveRange(end, points.Count - end);
    }

    private static int? Pair(int first, int second)
    {
        int l = first - FirstL, v = second - FirstV;
        if (l is >= 0 and < CountL && v is >= 0 and < CountV)
        {
            return FirstSyllable + (((l * CountV) + v) * CountT);
        }

        int syllable = first - FirstSyllable, t = second - BeforeFirstT;
        if (syllable is >= 0 and < Syllables && syllable % CountT == 0 && t is > 0 and < CountT)
        {
            return first + t;
        }

        return Data.Value.Compositions.TryGetValue((first, second), out int composite) ? composite : null;
    }

    private static int Class(int point) => Data.Value.Classes.GetValueOrDefault(point);
}
