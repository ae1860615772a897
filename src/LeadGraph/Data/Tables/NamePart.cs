using System.Text;

namespace LeadGraph.Data.Tables;

/// <summary>A schema, table or column as a setting names it.</summary>
/// <param name="Text">The name, without quotes.</param>
/// <param name="IsQuoted">
/// Whether it stands in double quotes. If so it is spelled exactly as in the database; if not, and there is no such
/// name, it is that name in lower case.
/// </param>
public sealed record NamePart(string Text, bool IsQuoted)
{
    /// <summary>
    /// What the name may be in the database, the preferred one first. As PostgreSQL does, only ASCII is folded.
    /// </summary>
    public IEnumerable<string> Spellings
        => IsQuoted || !Text.Any(char.IsAsciiLetterUpper)
            ? [Text]
            : [Text, string.Concat(Text.Select(x => char.IsAsciiLetterUpper(x) ? char.ToLowerInvariant(x) : x))];

    /// <summary>Reads names that are separated by dots: <c>table</c>, <c>schema.table</c>, <c>"a.b"."c""d"</c>.</summary>
    /// <param name="setting">The value of a setting.</param>
    /// <exception cref="FormatException">It is not of this form; the message says why, in a sentence.</exception>
    public static IReadOnlyList<NamePart> Parse(string setting)
    {
        var parts = new List<NamePart>();
        int at = 0;
        while (true)
        {
            SkipBlanks();
            bool isQuoted = at < setting.Length && setting[at] == '"';
            string text = isQuoted ? Quoted() : Unquoted();
            parts.Add(text.Length == 0 ? throw new FormatException("a name is empty.")
                : text.Any(char.IsControl) ? throw new FormatException("it has a control character.")
                : new NamePart(text, isQuoted));
            SkipBlanks();
            if (at == setting.Length)
            {
                return parts;
            }

            if (setting[at++] != '.')
            {
                throw new FormatException("a double quote is out of place.");
            }
        }

        void SkipBlanks()
        {
            while (at < setting.Length && setting[at] == ' ')
            {
                at++;
            }
        }

        string Unquoted()
        {
            int start = at;
            at = setting.AsSpan(at).IndexOfAny('.', '"') is >= 0 and int length ? at + length : setting.Length;
            return setting[start..at].TrimEnd(' ');
        }

        string Quoted()
        {
            var text = new StringBuilder();
            while (true)
            {
                int end = setting.IndexOf('"', at + 1);
                if (end < 0)
                {
                    throw new FormatException("a double quote is not closed.");
                }

                text.Append(setting, at + 1, end - at - 1);
                at = end + 1;
                if (at == setting.Length || setting[at] != '"')
                {
                    return text.ToString();
                }

                text.Append('"');
            }
        }
    }

    /// <summary>Why a setting is no name of so many parts, in a sentence; null if it is.</summary>
    /// <param name="setting">The value of the setting.</param>
    /// <param name="maxParts">How many parts it may have.</param>
    public static string? Reject(string? setting, int maxParts)
    {
        try
        {
            return Parse(setting ?? "").Count <= maxParts ? null
                : $"it has more than {(maxParts == 1 ? "one part" : "two parts")}.";
        }
        catch (FormatException malformed)
        {
            return malformed.Message;
        }
    }

    /// <summary>A name of the database, as a setting has to have it.</summary>
    /// <param name="name">The name.</param>
    public static string Write(string name)
        => name.All(x => char.IsAsciiLetterLower(x) || char.IsAsciiDigit(x) || x == '_')
            ? name : SqlIdentifier.Quoted(name);
}
