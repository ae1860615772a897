using System.Text;

namespace HotChocolate.Language;

/// <summary>
/// Documents for fuzz tests: valid ones with random changes. The same seed gives the same documents, so that a
/// failure can be run again.
/// </summary>
internal sealed class MutatedDocuments(int seed, IReadOnlyList<string> originals)
{
    private static readonly string[] s_fragments =
    [
        "{", "}", "(", ")", "[", "]", ":", "!", "=", "@", "|", "&", "$", "...", "\"", "\"\"\"", "\\", "#", "\n", "on",
        "query", "fragment", "subscription", "extend", "null", "true", "-", "0", "1e999", "99999999999", "$v", "...F",
        "fragment F on T",
        "@skip(if: $v)", "@include(if: false)", "\"\\u{110000}\"", "\"\\uD800\"", "__typename", "{ a: [1, { b: $v }] }",
    ];

    private readonly Random _random = new(seed);

    /// <summary>How many documents a test takes: <c>LEADGRAPH_FUZZ</c>, or a number that takes seconds.</summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("LEADGRAPH_FUZZ"), out int count) ? count : 3_000;

    /// <summary>The next document, as bytes that need not be UTF-8.</summary>
    public byte[] Next()
    {
        var document = new List<byte>(Encoding.UTF8.GetBytes(originals[_random.Next(originals.Count)]));
        for (int changes = _random.Next(1, 6); changes > 0; changes--)
        {
            Change(document);
        }

        return [.. document];
    }

    private void Change(List<byte> document)
    {
        int position = _random.Next(document.Count + 1);
        int length = Math.Min(_random.Next(1, 30), document.Count - position);
        switch (_random.Next(6))
        {
            case 0:
                document.RemoveRange(position, length);
                break;
            case 1:
                document.InsertRange(_random.Next(document.Count + 1), document.GetRange(position, length));
                break;
            case 2:
                document.Insert(position, (byte)_random.Next(256));
                break;
            case 3 when position < document.Count:
                document[position] ^= (byte)(1 << _random.Next(8));
                break;
            case 4:
                string repeated = s_fragments[_random.Next(s_fragments.Length)];
                int times = _random.Next(20) == 0 ? 500 : 1;
                document.InsertRange(
                    position, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated + " ", times))));
                break;
            default:
                SwapNames(document);
                break;
        }
    }

    /// <summary>Puts one word in the place of another: the grammar mostly stays, the meaning changes.</summary>
    private void SwapNames(List<byte> document)
    {
        string[] words = Encoding.Latin1.GetString([.. document]).Split(' ');
        words[_random.Next(words.Length)] = words[_random.Next(words.Length)];
        document.Clear();
        document.AddRange(Encoding.Latin1.GetBytes(string.Join(' ', words)));
    }
}
